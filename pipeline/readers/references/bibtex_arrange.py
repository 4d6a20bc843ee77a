"""The fields of a `.bib` entry under the names that the table has for them: what people write elsewhere goes there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.formats.bibtex import bibtex_format
from pipeline.formats.csl import csl_format
from pipeline.readers.references.doi_values import find_doi, find_short_doi
from pipeline.readers.references.url_values import clean_url
from pipeline.text.folding import fold

_URL = re.compile(r"https?://\S{1,2000}")
_URL_MACRO = re.compile(r"\\(?:url|nolinkurl|path|href)\s*\{\s*(https?://(?:[^{}\s]|\{(?:[^{}]|\{\})*\}){1,2000})\s*\}")
_LINKS = ("ee", "bdsk-url-1", "adsurl")
"""Where DBLP, BibDesk and ADS have the address of a paper."""
_REPRINT = re.compile(r"\s*(?:\[(?P<old>\d{4})\]\s*(?P<new>\d{4})|(?P<new2>\d{4})\s*\[(?P<old2>\d{4})\])\s*")
"""“[1990] 2002”: a reprint, with the year of the original in brackets."""
_IN_BOOKS = frozenset(
    {"inbook", "incollection", "inproceedings", "conference", "inreference", "bookinbook", "suppbook", "suppcollection"}
)
_OF_MEETINGS = frozenset({"inproceedings", "conference", "proceedings", "mvproceedings"})
_MAIN = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}
_PEOPLE = ("editor", "editora", "editorb", "editorc", "namea", "nameb", "namec")
"""Fields for people, each with a further one, `editortype`, that says what they did."""


def arrange_fields(kind: str, raw: Mapping[str, str]) -> dict[str, str]:
    """The fields under the names that the table has for them.

    Args:
        kind: The entry type, in small letters.
        raw: The fields as they are written.
    """
    arranged = dict(raw)
    if raw.get("maintitle"):
        _set_main_title(kind, arranged)
    _set_container(kind, arranged)
    _set_people(arranged)
    _set_houses(kind, arranged)
    _set_link(arranged)
    if reprint := _REPRINT.fullmatch(raw.get("year", "")) if "[" in raw.get("year", "") else None:
        arranged["year"] = reprint["new"] or reprint["new2"]
        arranged["origdate"] = raw.get("origdate") or reprint["old"] or reprint["old2"]
    return arranged


def _set_main_title(kind: str, arranged: dict[str, str]) -> None:
    """Of a work in several volumes CSL names the whole work; the volume's own title goes into `volumetitle`."""
    prefix = "book" if kind in _IN_BOOKS else ""
    if fold(arranged.get("series", "")) == fold(arranged["maintitle"]):
        arranged.pop("series")
    for own, main in _MAIN.items():
        arranged[f"volume{own}"] = arranged.pop(f"{prefix}{own}", "")
        arranged[f"{prefix}{own}"] = arranged.pop(main, "")
    arranged["volumetitle"] = _join(arranged["volumetitle"], arranged["volumesubtitle"])


def _join(title: str, subtitle: str) -> str:
    """A title with its subtitle, in LaTeX."""
    return f"{title}{' ' if title.endswith(tuple('?!:.')) else ': '}{subtitle}" if title and subtitle else title


def _set_container(kind: str, arranged: dict[str, str]) -> None:
    """A journal's full name beside the short one, proceedings in a journal, and the words of our own `@misc`."""
    journal, full = arranged.get("journal", ""), arranged.get("fjournal", "")
    if full:
        arranged |= {"journal": full, "shortjournal": arranged.get("shortjournal") or journal}
    book = arranged.get("booktitle", "")
    if kind == "article" and book and (journal or arranged.get("journaltitle")):
        arranged["issuetitle"] = arranged.get("issuetitle") or book
    if arranged.get("issuesubtitle"):
        arranged["issuetitle"] = _join(arranged.get("issuetitle", ""), arranged["issuesubtitle"])
    subtype, words = arranged.get("entrysubtype", "").strip(), arranged.get("howpublished", "")
    if kind == "misc" and words and subtype in csl_format().types and not journal:
        del arranged["howpublished"]  # as our own files have it: the container, or what else is to be printed
        if subtype != "patent" and words not in (arranged.get("publisher"), arranged.get("organization")):
            arranged["journaltitle"] = words


def _set_people(arranged: dict[str, str]) -> None:
    """People whose role CSL knows go into the field that is called so."""
    for field in _PEOPLE:
        kind = arranged.get(f"{field}type", "").strip().lower() if arranged.get(field) else ""
        role = bibtex_format().roles.get(kind) if kind else None
        if role:
            people = arranged[field]
            known = arranged.get(role, "") if role != field else ""
            arranged |= {field: "", f"{field}type": ""}
            arranged[role] = f"{known} and {people}" if known else people


def _set_houses(kind: str, arranged: dict[str, str]) -> None:
    """Of two places the ACM has the publisher's in `address`, and that of the meeting in `location`.

    A school goes before the publisher of a thesis, who is its `organization` then.
    """
    address, location = arranged.get("address", ""), arranged.get("location", "")
    if kind in _OF_MEETINGS and address and location and fold(address) != fold(location):
        arranged["venue"] = arranged.get("venue") or location
    is_of_school = bibtex_format().types.read.get(kind) in ("thesis", "report")
    if is_of_school and arranged.get("publisher") and (arranged.get("school") or arranged.get("institution")):
        arranged["organization"] = arranged.get("organization") or arranged["publisher"]


def _set_link(arranged: dict[str, str]) -> None:
    """An address in `howpublished`, `note` or `doi`, or where programs have it, is the `url` if there is none."""
    words = arranged.get("howpublished", "")
    if not arranged.get("url") and (found := _URL_MACRO.search(words or arranged.get("note", ""))):
        arranged["url"] = found[1]
    if _URL.fullmatch(clean_url(words)):
        arranged |= {"url": arranged.get("url") or words, "howpublished": ""}
    doi = arranged.get("doi", "")
    if doi and "://" in doi and not any(find_doi(doi)) and not find_short_doi(doi):
        arranged |= {"url": arranged.get("url") or doi, "doi": ""}
    if not (arranged.get("url") or arranged.get("doi")):
        arranged["url"] = next((link for name in _LINKS if (link := arranged.get(name, "")).startswith("http")), "")
