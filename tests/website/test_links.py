"""Links of the repository as the site has them."""

from __future__ import annotations

import pytest

from website.links import REPOSITORY, relink


@pytest.mark.parametrize(
    ("origin", "page", "link", "becomes"),
    [
        ("docs/index.md", "index.md", "tutorial.md", "tutorial.md"),
        ("docs/how-to/verify.md", "how-to/verify.md", "../faults.md#hostile-data", "../faults.md#hostile-data"),
        ("docs/how-to/verify.md", "how-to/verify.md", "../../SECURITY.md", "../security.md"),
        ("SECURITY.md", "security.md", "docs/faults.md", "faults.md"),
        ("SECURITY.md", "security.md", "locks", f"{REPOSITORY}/tree/main/locks"),
        ("docs/architecture.md", "architecture.md", "../pipeline/cli.py", f"{REPOSITORY}/blob/main/pipeline/cli.py"),
        ("docs/architecture.md", "architecture.md", "decisions", f"{REPOSITORY}/tree/main/docs/decisions"),
        ("docs/index.md", "index.md", "https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("docs/index.md", "index.md", "#where-to-begin", "#where-to-begin"),
    ],
)
def test_a_link(origin: str, page: str, link: str, becomes: str):
    told: list[str] = []
    assert relink(f"see [`this`]({link}), or", origin, page, told.append) == f"see [`this`]({becomes}), or"
    assert told == []


def test_a_link_that_leads_nowhere_is_told():
    told: list[str] = []
    relink("[x](nowhere.md)", "docs/index.md", "index.md", told.append)
    assert told == ["docs/index.md: the link nowhere.md leads to no file."]


@pytest.mark.parametrize(
    "code", ["`[x](nowhere.md)`", "``a ` [x](nowhere.md)``", "```markdown\n[x](nowhere.md)\n```\n"]
)
def test_code_is_no_link(code: str):
    told: list[str] = []
    assert relink(f"{code} and [y](index.md)", "docs/index.md", "index.md", told.append).startswith(code)
    assert told == []
