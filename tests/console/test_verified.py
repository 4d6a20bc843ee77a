"""What is wrong is told worst first, at 80 columns, and nothing of a stranger's text reaches the terminal as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.console.verified import tell_verification
from pipeline.console.verified_cards import Style, write_cards
from pipeline.model.verification import EntryStatus, Verification
from tests.verification_samples import PAPER, SAMPLE, entry, finding

PLAIN = Style(80, is_plain=True)
SHOWN = """\
SUSPICIOUS  wrong  refs.bib:14
  The paper wrong
  × title differs: The title is another one.
    entry       Deep [-Gardens-]
    Crossref    Deep {+Orchards+}
  - a published version exists: It was published.
  found: “Deep Orchards”, Journal of Fruit, 2020, doi:10.1234/pear (Crossref)

NOT FOUND  gone  refs.bib:5
  The paper gone
  Crossref knows such papers, and not this one.

verified  back  refs.bib:20
  - retracted: It was retracted.

unknown  thesis  refs.bib:9
  The paper thesis
  No source holds theses.

refs.bib:40 twin: See “sound” (refs.bib:1).
arXiv gave no answer about 2 entries: it did not answer; run again.
7 entries: 4 verified, 1 unknown, 1 not found, 1 suspicious; 1 finding is
  ignored as you said.
Requests: Crossref 3.
Written: page.html.
"""


def tell(capsys, found=SAMPLE, **how):
    flags: dict[str, Any] = {"as_json": False, "quiet": False, "written": (), "width": 200} | how
    tell_verification(found, **flags)
    return capsys.readouterr()


def lines_of(*entries):
    return "\n".join(write_cards(entries, PLAIN))


def test_the_worst_comes_first_and_sound_ones_are_counted(capsys):
    out, err = tell(capsys, written=["page.html"])
    assert out == SHOWN
    assert err == "  refs.bib:50: broken.\n"


def test_quiet_tells_what_is_accused_alone(capsys):
    out, _ = tell(capsys, quiet=True)
    assert out == SHOWN[: SHOWN.index("verified  back")]


def test_the_table_makes_room_for_sarif_on_stdout(capsys):
    out, err = tell(capsys, is_stdout_taken=True)
    assert out == ""
    assert "SUSPICIOUS  wrong" in err


def test_machines_get_the_object_of_the_contract(capsys):
    said = json.loads(tell(capsys, as_json=True).out)
    assert said["summary"] == {
        "verified": 4,
        "suspicious": 1,
        "not_found": 1,
        "unknown": 1,
        "requests": {"crossref": 3, "arxiv": 0},
        "not_asked": ["arxiv"],
        "ignored": 1,
    }
    assert said["doubled"] == [["twin", "sound"]]
    wrong = said["entries"][3]
    assert (wrong["file"], wrong["line"], wrong["key"], wrong["status"]) == ("refs.bib", 14, "wrong", "suspicious")
    assert wrong["match"] == {
        "title": "Deep Orchards",
        "doi": "10.1234/pear",
        "arxiv": "",
        "year": 2020,
        "container_title": "Journal of Fruit",
        "source": "crossref",
    }
    assert wrong["findings"][0] == {
        "code": "title_differs",
        "field": "title",
        "given": "Deep Gardens",
        "found": "Deep Orchards",
        "source": "crossref",
        "severity": "error",
        "sentence": "The title is another one.",
    }
    assert said["entries"][1]["match"] is None


def test_nothing_at_all_is_told_in_one_line(capsys):
    assert tell(capsys, Verification(())).out.startswith("0 entries: 0 verified, ")


@pytest.mark.parametrize("text", ["\x1b[2Jx", "a\nb", "\u202eabc", "a\x00b", "\x9bx"])
def test_hostile_text_is_escaped(capsys, text):
    hostile = entry(
        text,
        1,
        EntryStatus.SUSPICIOUS,
        finding("title_differs", text, f"x {text}", text, source=text),
        finding("doubled", text, text, text),
        title=text,
        file=text,
        sentence=text,
        unasked=((text, text),),
        match=replace(PAPER, record=replace(PAPER.record, title=text, container_title=text), source=text),
    )
    out, err = tell(capsys, Verification((hostile,), ((text, text),), {text: 1}, (text,), (text,)), written=(text,))
    assert all(char.isprintable() or char == "\n" for char in out + err)
    assert "SUSPICIOUS" in out


def test_lines_keep_within_their_width():
    words = " ".join(f"word{at}" for at in range(60))
    long = entry("k", 1, EntryStatus.SUSPICIOUS, finding("title_differs", words, f"{words} more", words), title=words)
    assert max(len(line) for line in write_cards([long], PLAIN)) <= 80


def test_wide_characters_count_twice():
    title = "图像分割" * 3
    long = entry("k", 1, EntryStatus.UNKNOWN, title=" ".join([title] * 8))
    assert all(sum(1 + (char > "\u2e80") for char in line) <= 80 for line in write_cards([long], PLAIN))


def test_a_long_value_is_cut_between_its_differences():
    names = "; ".join(f"Name{at}, A." for at in range(300))
    shown = lines_of(entry("k", 1, EntryStatus.SUSPICIOUS, finding("authors_added", names, f"{names}; Pear, J.")))
    shown = shown.replace("\n" + " " * 16, " ")
    assert "entry       Name0, A.; Name1, A.; Name2, A.; … Name297, A.; Name298, A.; Name299, A." in shown
    assert "… Name297, A.; Name298, A.; Name299, A.; {+Pear, J.+}" in shown


def test_a_terminal_gets_colours_and_no_signs():
    style = Style(80, is_plain=False)
    shown = "\n".join(
        write_cards([entry("k", 1, EntryStatus.SUSPICIOUS, finding("year_differs", "2019", "2020"))], style)
    )
    assert "\x1b[7m2019\x1b[0m" in shown
    assert "[-" not in shown


def test_values_of_one_side_alone_are_not_compared():
    shown = lines_of(
        entry("k", 1, EntryStatus.SUSPICIOUS, finding("doi_not_registered", "10.1234/x", "", "Not known."))
    )
    assert "× DOI is not registered: Not known." in shown
    assert "entry" not in shown


def test_many_sound_entries_with_notes_are_counted():
    many = [entry(f"k{at}", at, EntryStatus.VERIFIED, finding("published_version")) for at in range(33)]
    assert "… and 3 more sound entries with a note" in lines_of(*many)
