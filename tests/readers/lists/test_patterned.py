"""Lists read by the regular expression of the settings."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError, UsageError
from pipeline.readers import read_list
from pipeline.readers.lists.reading import LineKind, ListReading, ListSettings

PATTERN = r"^(?P<year>\d{4}) ~ (?P<title>[^~]+) ~ (?P<authors>[^~]+) ~ (?P<venue>\w+)"
LIST = """# Maps
2019 ~ **Folding maps** ~ Ann Lee; Bo Wu ~ ICML ~ https://arxiv.org/abs/1901.00001
Some prose about https://example.org/x
A paper that is written otherwise https://arxiv.org/abs/1901.00002

## Survey
2020 ~ Rivers ~ Bo Wu ~ CHI
"""


def read(text: str, pattern: str, file: str = "list.md", skip: tuple[str, ...] = ()) -> ListReading:
    return read_list(text.encode(), file, ListSettings(pattern=pattern, skip=skip))


@pytest.mark.parametrize("file", ["list.md", "list.txt"])
def test_groups_become_the_row(file: str) -> None:
    first, second = read(LIST, PATTERN, file).rows
    assert [first.cell(role) for role in ("title", "author", "venue", "year")] == [
        "Folding maps",
        "Ann Lee; Bo Wu",
        "ICML",
        "2019",
    ]
    assert [link.url for link in first.links] == ["https://arxiv.org/abs/1901.00001"]
    assert (second.line, second.tags) == (7, ("Survey",))


def test_an_unmatched_paper_is_told() -> None:
    found = read(LIST, PATTERN)
    assert [(one.code, one.where) for one in found.problems] == [("pattern_not_matched", "list.md:4")]
    kinds = [(one.first, one.kind) for one in found.lines]
    assert kinds[2:4] == [(3, LineKind.NO_PAPER), (4, LineKind.PROBLEM)]


def test_an_address_alone_is_a_paper() -> None:
    (row,) = read("see <https://example.org/a>\n", r"<(?P<url>[^>]+)>").rows
    assert (row.cell("title"), row.links[0].url) == ("", "https://example.org/a")


def test_sections_are_skipped() -> None:
    found = read(LIST, PATTERN, skip=("survey",))
    assert [row.cell("title") for row in found.rows] == ["Folding maps"]


def test_a_note_has_a_column() -> None:
    (row,) = read("Maps # oral\n", r"(?P<title>\w+) # (?P<note>\w+)").rows
    assert row.cell("note") == "oral"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "file", "kind", "words"),
    [
        ("(?P<title>never)", "list.md", InputError, "matches no line"),
        ("(?P<title>a", "list.md", UsageError, "no regular expression"),
        ("(?P<title>.+)", "list.html", UsageError, "this is html"),
        (r"^(?P<title>(\w|\w\w)+)$", "list.md", UsageError, "list.md:1"),
    ],
)
def test_a_wrong_pattern_is_told(pattern: str, file: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        read("a" * 3_000 + "-\n", pattern, file)


def test_lines_that_say_nothing_or_too_much_are_passed_over() -> None:
    found = read("Maps, 2019\n, 2020\n" + "x" * 70_000 + ", 2021\n", r"^(?P<title>[^,]*), (?P<year>\d+)", "list.txt")
    assert [row.cell("title") for row in found.rows] == ["Maps"]
    assert [(one.first, one.why) for one in found.lines][1:] == [
        (2, "text"),
        (3, "too long for a line about one paper"),
    ]
