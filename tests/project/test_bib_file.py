"""A person's own `.bib` keeps every byte outside what is changed, and says what was meant."""

from __future__ import annotations

import codecs
import json

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError
from pipeline.model.records import Name
from pipeline.project import bib_file
from pipeline.project.bib_file import BibFile, Changed, EntryChange
from pipeline.project.reread import says
from pipeline.readers.references.bibtex import read_entry
from pipeline.readers.references.bibtex_places import place_entries
from pipeline.writers.references.bib_editing import splice
from pipeline.writers.references.bib_values import Change
from tests.conftest import DATA
from tests.operations import grows_evenly


def change(data: bytes, *changes: Change, at: int = 0, kind: str = "") -> Changed:
    return BibFile(data, "a.bib").change([EntryChange(at, one, kind) for one in changes])


TEXT = "% Ünïcode\r\n@misc{k,\r\n  title = {Über},\r\n  year = {1999}\r\n}\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32"])
def test_each_encoding_is_kept(encoding: str):
    found = change(TEXT.encode(encoding), Change("year", "2001"))
    assert found.data == TEXT.replace("1999", "2001").encode(encoding)


def test_two_marks_and_stray_bytes_are_kept():
    data = codecs.BOM_UTF8 * 2 + "@misc{k, note={éééééé".encode() + b"\xff\xfe}, year=1999}"
    assert change(data, Change("year", "2001")).data == data.replace(b"1999", b"2001")


@pytest.mark.parametrize(
    ("written", "added"),
    [
        ("Ann Roe", 'Ann Roe and Ben M{\\"u}ller and {\\v S}. {\\v S}ik and van der Maaten, L. and Garcia Lopez, C.'),
        (
            "Roe, Ann",
            'Roe, Ann and M{\\"u}ller, Ben and {\\v S}ik, {\\v S}. and van der Maaten, L. and Garcia Lopez, C.',
        ),
    ],
)
def test_new_names_stand_as_the_others_do(written: str, added: str):
    names = (Name("Müller", "Ben"), Name("Šik", "Š."), Name("Maaten", "L.", "van der"), Name("Garcia Lopez", "C."))
    text = f"@misc{{k, author = {{{written}}}}}"
    found = change(text.encode(), Change("author", names=(Name("Roe", "Ann"), *names)))
    assert found.after == text.replace(written, added)


def test_names_stand_as_in_other_entries():
    text = "@misc{a, author = {Ann Roe and Ben Doe}}\n@misc{b, title = {A}}\n"
    assert "author = {Cy Poe}" in change(text.encode(), Change("author", names=(Name("Poe", "Cy"),)), at=1).after


def test_what_an_encoding_lacks_is_written_in_latex():
    found = change("@misc{k, note={Über}, author={A}}".encode("latin-1"), Change("author", names=(Name("Šik", "Š."),)))
    assert found.data == "@misc{k, note={Über}, author={{\\v S}ik, {\\v S}.}}".encode("latin-1")


def test_what_no_latex_says_is_refused():
    data = "@article{k, note={Über Ö}, journal={A}}".encode("latin-1")
    found = change(data, Change("container_title", "中"))
    assert (found.data, found.made) == (data, ())
    assert "save it as UTF-8" in found.refused[0].sentence


@pytest.mark.parametrize("codec", ["utf-16", "no codec takes it"])
def test_bytes_that_cannot_be_written_back_end_it(codec: str, monkeypatch: pytest.MonkeyPatch):
    written = "\udc80" if codec == "no codec takes it" else ""
    monkeypatch.setattr(BibFile, "_encode", lambda _self, text: (text + written).encode("utf-16"))
    with pytest.raises(InputError, match="could not be kept"):
        BibFile(b"@misc{k}", "a.bib")


def test_a_macro_is_replaced_in_its_entry_only():
    text = "@string{j = {J}}\n@article{a, journal = j, year = 1}\n@article{b, journal = j # { X}}\n"
    found = change(text.encode(), Change("container_title", "Other"), at=1)
    assert found.after == text.replace("j # { X}", "{Other}")


def test_a_broken_entry_stays():
    text = "@misc{a, title = {x, year = 1999\n\n@misc{b, year = 1999}\n"
    found = change(text.encode(), Change("year", "2001"))
    assert found.after == text
    assert "no valid BibTeX" in found.refused[0].sentence
    assert change(text.encode(), Change("year", "2001"), at=1).after == text.replace("= 1999}", "= 2001}")


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("@misc{k, title={A}}", Change("doi", "no doi")),
        ("@misc{k, title={A}}", Change("year", "soon")),
        ("@article{k, journal={arXiv preprint arXiv:1706.03762}, title={A}}", Change("arxiv", "none")),
    ],
)
def test_what_would_be_read_otherwise_is_refused(text: str, one: Change):
    found = change(text.encode(), one)
    assert (found.after, found.made) == (text, ())
    assert "not be read as it is meant" in found.refused[0].sentence


UNREAD = "written there, it would not be read as it is meant; correct it yourself."
TWO = "@misc{a, title={A}, year={1999}}\n@misc{b, title={B}}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{2001}", "{2001}, note={x}"),
        ("{2001}}", "{2001}}\n@misc{j, title={C}}"),
        ("{2001}", "{2001"),
        ("{2001}", "{2002}"),
        ("{B}", "{C}"),
    ],
    ids=["a field more", "an entry more", "no end", "another value", "another entry"],
)
def test_whatever_is_written_is_read_again_before_it_counts(old: str, new: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bib_file, "splice", lambda text, splices: splice(text, splices).replace(old, new))
    found = change(TWO.encode(), Change("year", "2001"))
    assert (found.data, found.made) == (found.before.encode(), ())
    assert [one.sentence for one in found.refused] == [UNREAD]


def test_no_field_is_written_besides_what_was_meant(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bib_file, "write_change", lambda *_given: {"year": "2001", "title": "C"})
    found = change(TWO.encode(), Change("year", "2001"))
    assert (found.after, found.made, [one.sentence for one in found.refused]) == (TWO, (), [UNREAD])


@pytest.mark.parametrize(("year", "made"), [("1998", False), ("", True), (" ", True)])
def test_filling_writes_over_nothing(year: str, made: bool):
    text = f"@misc{{k, title={{A}}, year={{{year}}}}}"
    found = BibFile(text.encode(), "a.bib").change([EntryChange(0, Change("year", "2001"), is_filling=True)])
    assert found.after == (text.replace(f"={{{year}}}", "={2001}") if made else text)
    assert [one.sentence for one in found.refused] == ([] if made else ["the entry says “1998” there."])


def test_one_refusal_leaves_the_others():
    found = change(b"@misc{k, title={A}}", Change("doi", "no doi"), Change("year", "2001"))
    assert found.after == "@misc{k, title={A}, year={2001}}"
    assert [one.change.change.part for one in found.refused] == ["doi"]


def test_a_doi_takes_the_place_of_that_of_arxiv():
    text = "@article{k, title={A}, doi={10.48550/arXiv.1706.03762}}"
    assert "doi={10.1000/x}" in change(text.encode(), Change("doi", "10.1000/x")).after


def test_an_entry_becomes_one_of_another_type():
    text = "@misc{k,\n  title = {A}\n}"
    found = change(text.encode(), Change("container_title", "J"), kind="article")
    assert found.after == "@article{k,\n  title = {A},\n  journal = {J}\n}"


@pytest.mark.parametrize(
    ("line", "key", "at"), [(1, "a", 0), (2, "b", 1), (2, "c", 2), (2, "x", None), (3, "d", None), (4, "x", 3)]
)
def test_an_entry_is_found_by_line_and_key(line: int, key: str, at: int | None):
    bib = BibFile(b"@misc{a}\n@misc{b} @misc{c}\n@comment{\n@misc{d}}", "a.bib")
    assert bib.find(line, key) == (None if at == 3 else at)


VALUES = {
    "doi": st.sampled_from(["10.1000/a", "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o", "10.1/x_y"]),
    "arxiv": st.sampled_from(["2101.00001", "math/0211159"]),
    "year": st.integers(1500, 2100).map(str),
    "page": st.sampled_from(["1-9", "e12", "S1-S4", "12-1–12-9"]),
    "volume": st.sampled_from(["7", "12A", "LNCS 5"]),
    "issue": st.sampled_from(["3", "1-2"]),
    "title": st.text(alphabet="aB é–_&%$#{}\\~^\"'β中", min_size=1, max_size=20),
    "container_title": st.sampled_from(["Annals of R&D", "Über {A} B", "Nature"]),
}
NAMES = st.sampled_from(
    [Name("Müller", "Jörg"), Name("Maaten", "L.", "van der"), Name(literal="A and B, Inc."), Name("Šik", "Ž.")]
)
RAW = [
    "{A {B} c}",
    '"A {"} c"',
    "1999",
    "jan",
    'us # { x} # "y"',
    "{10.1000/old}",
    "{}",
    "{Müller, J. and Roe, A.}",
    "{1999}",
]
FIELDS = st.tuples(
    st.sampled_from(
        "title Author YEAR journal booktitle volume number pages doi url eprint note date Issue eid".split()
    ),
    st.sampled_from([" = ", "=", "  =\t", "\n= "]),
    st.sampled_from(RAW),
)
GAPS = st.sampled_from([",\n  ", ", ", ",\r\n\t", "\n , ", ", % remark\n  "])
JUNK = st.sampled_from(
    ["", "\n\n", "free text, 100%\n", "% @misc{no, year=1}\n", "@comment{x}\n", "@string{us = {U}}\n", "é\n"]
)


@st.composite
def entries(draw: st.DrawFn) -> str:
    fields = ["".join(field) for field in draw(st.lists(FIELDS, max_size=5))]
    gap = draw(GAPS)
    kind, key = draw(st.sampled_from(["article", "Misc", "INPROCEEDINGS"])), draw(st.sampled_from(["k", "a:1", "Z"]))
    end = draw(st.sampled_from(["", "\n", ",\n", ",", " % end\n"]))
    return f"@{kind}{{{gap.join([key, *fields])}{end}}}"


BIBS = st.lists(st.tuples(JUNK, entries()), min_size=1, max_size=4).map(
    lambda pieces: "".join("".join(piece) for piece in pieces) + "\n"
)


@st.composite
def changes(draw: st.DrawFn, count: int) -> list[EntryChange]:
    found: dict[tuple[int, str], EntryChange] = {}
    for _ in range(draw(st.integers(1, 6))):
        at, part = draw(st.integers(0, count - 1)), draw(st.sampled_from([*VALUES, "author"]))
        names = tuple(draw(st.lists(NAMES, min_size=1, max_size=3))) if part == "author" else ()
        one = Change(part, "" if names else draw(VALUES[part]), names)
        found[at, part] = EntryChange(at, one)
    return list(found.values())


@given(st.data())
def test_any_changes_of_any_file(data: st.DataObject):
    text = data.draw(BIBS)
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    bib = BibFile(text.encode(encoding, "replace"), "a.bib")
    found = bib.change(data.draw(changes(len(bib.entries))))
    assert found.made or found.after == bib.text
    _assert_same_around(bib, found)
    after = [one.entry for one in place_entries(found.after)]
    for one in found.made:
        assert says(read_entry(after[one.change.at]), one.change.change)
    assert BibFile(found.data, "a.bib").text == found.after


def _assert_same_around(bib: BibFile, found: Changed) -> None:
    """All between entries, and all of an entry that is no value of a changed part, stands as it did."""
    changed: dict[int, set[str]] = {}
    for one in found.made:
        changed.setdefault(one.change.at, set()).add(one.change.change.part)
    before, after = bib.entries, list(place_entries(found.after))
    assert len(before) == len(after)
    end = new_end = 0
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if not (old.place and new.place):
            assert old.entry == new.entry._replace(first=old.entry.first, last=old.entry.last)
            continue
        assert bib.text[end : old.place.start] == found.after[new_end : new.place.start]
        end, new_end = old.place.end, new.place.end
        written = bib.text[old.place.start : end]
        if at not in changed:
            assert written == found.after[new.place.start : new_end]
            continue
        kept, now = _pieces(bib.text, old.place.fields), _pieces(found.after, new.place.fields)
        same = [name for name in kept if old.entry.fields.get(name) == new.entry.fields.get(name)]
        assert [now[name] for name in same] == [kept[name] for name in same]
        assert bib.text[old.place.start : old.place.key_end] == found.after[new.place.start : new.place.key_end]
    assert bib.text[end:] == found.after[new_end:]


def _pieces(text: str, fields: tuple) -> dict[str, list[str]]:  # type: ignore[type-arg]
    found: dict[str, list[str]] = {}
    for field in fields:
        found.setdefault(field.name.lower(), []).append(text[field.start : field.end])
    return found


def test_a_field_without_a_place_leaves_the_others():
    found = change(b"@misc{k, % why\n year = 1999 % because\n}", Change("year", "2001"), Change("doi", "10.1000/x"))
    assert found.after == "@misc{k, % why\n year = 2001 % because\n}"
    assert "moves no comment" in found.refused[0].sentence


HOSTILE = [
    text
    for texts in json.loads((DATA / "hostile.json").read_text("utf-8")).values()
    for text in texts
    if isinstance(text, str)
]


@pytest.mark.parametrize("part", ["title", "container_title", "volume", "page", "doi", "author"])
def test_hostile_values_stay_in_their_field(part: str):
    text = "@string{a = {b}}\n" + "@article{k,\n  journal = a,\n  year = 1999\n}\n" * len(HOSTILE)
    bib = BibFile(text.encode(), "a.bib")
    names = [(Name(literal=value),) if part == "author" else () for value in HOSTILE]
    wanted = [Change(part, "" if who else value, who) for value, who in zip(HOSTILE, names, strict=True)]
    found = bib.change([EntryChange(at, one) for at, one in enumerate(wanted)])
    _assert_same_around(bib, found)
    for one in parse_string(found.after).entries:
        assert one.fields_dict["year"].value == "1999"
        assert len(one.fields) <= 3


def test_the_work_grows_with_the_file():
    def work(count: int) -> object:
        bib = BibFile(b"@article{k,\n  year = 1999\n}\n" * count, "a.bib")
        parts = [Change("year", "2001"), Change("doi", "no doi"), Change("publisher", "X"), Change("volume", "3")]
        return bib.change([EntryChange(bib.find(3 * at + 1, "k") or 0, one) for at in range(count) for one in parts])

    assert grows_evenly(work)


def test_another_parser_reads_what_is_written():
    text = "@article{a,\n  title = {A},\n  year = 1999\n}\n\n@misc{b,\n  title = {B},\n}\n"
    found = change(text.encode(), Change("doi", "10.1000/x_y"), Change("author", names=(Name("Ö", "A. and"),)))
    library = parse_string(found.after)
    assert not library.failed_blocks
    assert library.entries[0].fields_dict["doi"].value == "10.1000/x_y"
