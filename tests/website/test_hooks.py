"""What mkdocs calls; without mkdocs (`make docs` installs it) there is nothing to call."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import ROOT

exceptions = pytest.importorskip("mkdocs.exceptions")

from website import hooks  # noqa: E402


def test_a_folder_stands_for_its_pages():
    config = SimpleNamespace(nav=["index.md", {"Project": [{"Decisions": ["decisions/*"]}]}], extra={})
    nav = hooks.on_config(config).nav
    assert nav[0] == "index.md"
    assert nav[1]["Project"][0]["Decisions"] == [
        f"decisions/{path.name}" for path in sorted((ROOT / "docs/decisions").glob("*.md"))
    ]


@pytest.mark.parametrize(
    "loads",
    [
        '<script src="https://e.org/x.js"></script>',
        "<img alt=x src=http://e.org/x.png>",
        '<link rel="stylesheet" href="https://e.org/x.css">',
        '<link href="https://e.org" rel="preconnect">',
    ],
)
def test_a_page_that_loads_something_is_refused(tmp_path: Path, loads: str):
    (tmp_path / "index.html").write_text(f"<p>{loads}</p>", "utf-8")
    with pytest.raises(exceptions.PluginError, match=r"index\.html"):
        hooks.on_post_build(SimpleNamespace(site_dir=str(tmp_path)))


def test_a_page_that_only_links_is_fine(tmp_path: Path):
    text = '<a href="https://e.org">x</a> <script src="x.js"></script> <link rel="next" href="https://e.org">'
    (tmp_path / "index.html").write_text(text, "utf-8")
    hooks.on_post_build(SimpleNamespace(site_dir=str(tmp_path)))


def test_the_search_has_a_name():
    page = '<div class="md-search" data-md-component="search" role="dialog">'
    assert 'aria-label="Search"' in hooks.on_post_page(page, page=None, config=None)
