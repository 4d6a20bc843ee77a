"""What a writer writes, our own reader reads again: nothing is lost that a format has a place for."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.formats.csl import csl_format
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.readers import read_references
from pipeline.writers.references import biblatex, bibtex, csl_json, ris

WRITERS = {
    "bibtex": (bibtex.write_bibtex, "made.bib"),
    "biblatex": (biblatex.write_biblatex, "made.bib"),
    "csl": (csl_json.write_csl_json, "made.json"),
    "ris": (ris.write_ris, "made.ris"),
}
BASE: dict[str, Any] = {"title": "On pears", "author": (Name("Birne", "Bea"),), "issued": Date(2020)}
ARTICLE = {"type": "article-journal", "container_title": "Pomology"}
BOOK = {"type": "book", "publisher": "Pear Press"}
CHAPTER = {"type": "chapter", "container_title": "All fruit", "publisher": "Pear Press"}


def back(fields: dict[str, Any], language: str) -> Record:
    write, file = WRITERS[language]
    work = Work("w", Record("r", **(BASE | fields)), (), "matched", "birne2020pears")
    ((_, text),) = write(Bibliography((work,), (), ()))
    (found,) = read_references(text, file).items
    return found


def only(record: Record, fields: dict[str, Any]) -> dict[str, Any]:
    found = {name: getattr(record, name) for name in fields}
    return found | ({"other_texts": tuple(sorted(record.other_texts))} if "other_texts" in fields else {})


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize(
    "fields",
    [
        ARTICLE | {"volume": "4", "issue": "2", "page": "12-19", "issn": "0897-4756"},
        ARTICLE | {"page": "61340A-1–61340A-8"},
        ARTICLE | {"type": "article-magazine", "volume": "4"},
        ARTICLE | {"type": "article-newspaper", "volume": "4"},
        ARTICLE | {"identifiers": Identifiers(doi="10.1175/1520-0477(2001)082<s1:cafya>2.0.co;2")},
        ARTICLE | {"other_texts": (("DOI", "10/fg6rf9"),)},
        ARTICLE | {"other_texts": (("eprint", "hal-01"), ("eprinttype", "hal"))},
        ARTICLE | {"issued": None, "other_texts": (("status", "in press"),)},
        ARTICLE | {"author": (), "volume": "4"},
        BOOK
        | {"edition": "Third", "publisher_place": "Ghent", "isbn": "978-3-16-148410-0", "collection_title": "Fruit"},
        BOOK | {"publisher": "Royal Pear and Apple Society"},
        BOOK | {"publisher": "", "edition": "2"},
        CHAPTER | {"page": "3-9", "editor": (Name("Quitte", "Karl"),), "other_texts": (("chapter-number", "7"),)},
        CHAPTER | {"container_title": "", "page": "3-9", "other_texts": (("chapter-number", "7"),)},
        {"type": "thesis", "publisher": "Pear Institute", "genre": "PhD thesis"},
        {"type": "thesis", "publisher": "Pear Institute", "genre": "Master's thesis"},
        {"type": "thesis", "publisher": "Pear Institute", "genre": "Bachelor's thesis"},
        {"type": "thesis", "publisher": "Pear Institute", "genre": ""},
        {"type": "report", "publisher": "Pear Institute", "genre": "Technical report", "number": "TR-7"},
        {"type": "report", "publisher": "Pear Institute", "genre": "", "version": "2"},
        {"type": "standard", "publisher": "ISO", "number": "ISO 1:2009", "genre": ""},
        {"type": "patent", "number": "US 1234567 B2", "genre": "U.S. patent"},
        {"type": "motion_picture", "publisher": "Pear Films"},
        {"type": "post-weblog", "url": "https://example.org/pears"},
        {"type": "entry-encyclopedia", "container_title": "Pears from A to Z"},
        {"type": "manuscript", "author": (Name("Hakim", "T.", "al-"), Name("King", "Martin", suffix="Jr."))},
    ],
    ids=lambda fields: " ".join(str(value) for value in fields.values())[:60],
)
def test_records_come_back(fields: dict[str, Any], language: str):
    wanted = dict(fields)
    if wanted.get("author") and wanted["author"][0].particle:  # it is a part of the family name from here on
        wanted["author"] = (Name("al-Hakim", "T."), wanted["author"][1])
    assert only(back(fields, language), wanted) == wanted


@pytest.mark.parametrize(
    ("issued", "languages"),
    [
        (Date(731), "bibtex biblatex csl ris"),
        (Date(-380), "bibtex biblatex csl ris"),
        (Date(1938, end=Date(1961)), "bibtex biblatex csl ris"),
        (Date(1938, is_open=True), "biblatex csl ris"),
        (Date(2016, season=2), "bibtex biblatex csl ris"),
        (Date(1850, is_circa=True), "bibtex biblatex csl ris"),
        (Date(1850, is_uncertain=True), "bibtex biblatex csl ris"),
        (Date(1850, is_circa=True, is_uncertain=True), "bibtex biblatex csl ris"),
        (Date(2019, 7, end=Date(2019, 8)), "biblatex csl ris"),
        (Date(1999, season=2, end=Date(2001, season=3)), "biblatex csl ris"),
        (Date(2019, 7, 3, end=Date(2019, 7, 9)), "biblatex csl ris"),
    ],
    ids=str,
)
def test_dates_come_back(issued: Date, languages: str):
    for language in languages.split():
        assert back(ARTICLE | {"issued": issued}, language).issued == issued, language


def test_a_volume_with_a_title_of_its_own_comes_back():
    for language in WRITERS:
        for kind in (BOOK, CHAPTER):
            found = back(kind | {"other_texts": (("volume-title", "Winter pears"),)}, language)
            assert (found.title, found.container_title) == ("On pears", kind.get("container_title", ""))
            assert dict(found.other_texts) == {"volume-title": "Winter pears"}
            assert found.collection_title == ""


@pytest.mark.parametrize("name", ["titleaddon", "addendum", "collaboration"])
def test_fields_that_csl_lacks_come_back(name: str):
    for language in WRITERS:
        assert dict(back(ARTICLE | {"other_texts": ((name, "Twice"),)}, language).other_texts) == {name: "Twice"}


def test_people_that_csl_lacks_come_back():
    people = (Name("Birne", "Bea"), Name(literal="Pear and Co."))
    for language in WRITERS:
        assert dict(back(BOOK | {"other_names": (("annotator", people),)}, language).other_names) == {
            "annotator": people
        }


def test_words_for_a_publisher_come_back():
    fields = {"type": "document", "other_texts": (("howpublished", "Lecture notes"),)}
    for language in WRITERS:
        found = back(fields, language)
        assert (found.publisher, dict(found.other_texts)) == ("", {"howpublished": "Lecture notes"})


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize(
    "fields",
    [
        ARTICLE | {"has_other_authors": True},
        ARTICLE | {"collection_title": "New series", "edition": "2", "version": "1.1"},
        ARTICLE | {"identifiers": Identifiers(pmid="12", pmcid="PMC3")},
        BOOK | {"editor": (Name("Quitte", "Karl"),), "event_title": "Pear days", "event_place": "Bonn"},
        BOOK | {"volume": "C", "issue": "2", "collection_title": "Fruit", "collection_number": "17"},
        BOOK | {"version": "1.2"},
        BOOK | {"container_title": "All fruit", "collection_title": "Fruit"},
        {"type": "report", "publisher": "Pear Institute", "volume": "C", "number": "TR-7", "issue": "4"},
        {"type": "periodical", "volume": "4", "issue": "2", "issn": "0897-4756", "author": ()},
        {"type": "webpage", "container_title": "Pears online", "publisher": "Pear Society", "url": "https://pears.org"},
        {"type": "webpage", "url": "https://pears.org/2", "identifiers": Identifiers(arxiv="1706.03762")},
        {
            "type": "bill",
            "number": "H-7",
            "volume": "4",
            "page": "3-9",
            "genre": "Fruit bill",
            "container_title": "Code",
        },
        {"type": "motion_picture", "other_texts": (("howpublished", "Shown once"),)},
        {"type": "software", "publisher": "Pear Soft"},
        {"type": "manuscript", "other_texts": (("archive", "Pear Archive"), ("archive_location", "Box 7"))},
        {"type": "interview", "other_names": (("interviewer", (Name("Quitte", "Karl"), Name(literal="Pear, Inc."))),)},
        ARTICLE | {"other_dates": (("original-date", Date(1899, is_circa=True)),)},
        ARTICLE | {"other_texts": (("eprint", "x1"), ("eprinttype", "pearprints"), ("title-short", "Pears | figs"))},
        ARTICLE | {"other_texts": (("original-title", "Von {Birnen} & 5% _a_ | volume 7"), ("section", "B"))},
    ],
    ids=lambda fields: " ".join(str(value) for value in fields.values())[:60],
)
def test_what_has_no_field_comes_back(fields: dict[str, Any], language: str):
    assert only(back(fields, language), fields) == fields


@pytest.mark.parametrize("language", WRITERS)
def test_every_type_comes_back(language: str):
    for csl_type in csl_format().types:
        assert back({"type": csl_type}, language).type == csl_type


def test_markup_of_a_title_comes_back():
    markup = (("title-markup", "On <i>P. communis</i>"),)
    for language in WRITERS:
        assert back(ARTICLE | {"title": "On P. communis", "other_texts": markup}, language).other_texts == markup


def test_a_speech_keeps_its_meeting():
    found = back({"type": "speech", "event_title": "Pear days"}, "ris")
    assert (found.event_title, found.container_title) == ("Pear days", "")


@pytest.mark.parametrize("language", WRITERS)
@pytest.mark.parametrize("note", ["Read.", "", "PMID: read it"])
def test_the_mark_of_unverified_works_is_not_doubled(language: str, note: str):
    write, file = WRITERS[language]
    record = Record("r", note=note, keyword=("fruit",), **(BASE | ARTICLE))
    ((_, text),) = write(Bibliography((Work("w", record, (), "unmatched", "birne2020pears"),), (), ()))
    assert "Unverified" in text
    (found,) = read_references(text, file).items
    assert (found.note, found.keyword) == (note, ("fruit",))


def test_people_come_back_in_their_roles():
    people = (Name("Birne", "Bea"), Name("Quitte", "Karl"))
    names = (("contributor", people), ("director", people[:1]))
    for language in ("bibtex", "biblatex", "csl"):
        assert dict(back(BOOK | {"other_names": names}, language).other_names) == dict(names), language
        film = {"type": "motion_picture", "other_names": names[1:]}
        assert dict(back(film, language).other_names) == dict(names[1:]), language


def test_a_role_takes_no_place_of_another():
    people, editor = (Name("Birne", "Bea"),), (Name("Quitte", "Karl"),)
    names = (("editora", editor), ("director", people))
    known = {"editor": editor, "other_names": names, "other_texts": (("editoratype", "redactor"),)}
    for language in ("bibtex", "biblatex"):
        found = back(CHAPTER | known, language)
        assert (found.editor, dict(found.other_names)) == (editor, dict(names)), language
    for kind in ("thesis", "webpage"):
        found = back({"type": kind, "publisher": "P", "url": "https://example.org/p"} | known, "biblatex")
        assert (found.editor, dict(found.other_names)["director"]) == (editor, people)
