"""The page shows what is wrong, and nothing that a file or a source says becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from msgspec.structs import replace

from pipeline.model.records import Identifiers
from pipeline.model.verification import EntryStatus, Verification
from pipeline.writers.verification.page import write_page
from tests.verification_samples import PAPER, SAMPLE, entry, finding
from tests.writers.report.test_report import Page

HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>\u202e\x1b[2J'


def page(*entries, **more):
    return Page(write_page(Verification(entries, **more)))


def of_class(shown, tag, name):
    return [attrs for found, attrs in shown.tags if found == tag and name in (attrs.get("class") or "").split()]


def test_the_page_is_whole_and_counts_each_status():
    shown = Page(write_page(SAMPLE))
    assert shown.open == []
    assert [len(of_class(shown, "article", status.value)) for status in EntryStatus] == [1, 1, 1, 4]
    assert "1 suspicious" in re.sub(r"\s+", " ", shown.text)


def test_the_worst_stands_first():
    shown = Page(write_page(SAMPLE))
    assert [attrs["id"] for tag, attrs in shown.tags if tag == "article"] == [
        *("entry-4", "entry-2", "entry-3", "entry-5", "entry-6", "entry-7", "entry-1")
    ]


def test_differing_words_are_marked_in_both_values():
    text = write_page(SAMPLE)
    assert "Deep <del>Gardens</del>" in text
    assert "Deep <ins>Orchards</ins>" in text


def test_a_match_leads_to_its_doi():
    shown = Page(write_page(SAMPLE))
    links = [attrs["href"] for tag, attrs in shown.tags if tag == "a" and not attrs["href"].startswith("#")]
    assert links == ["https://doi.org/10.1234/pear"] * 2


def test_doubled_entries_lead_to_each_other():
    shown = Page(write_page(SAMPLE))
    links = [attrs["href"] for tag, attrs in shown.tags if tag == "a"]
    assert links[-2:] == ["#entry-7", "#entry-1"]


def test_nothing_loads_and_only_the_own_script_runs():
    text = write_page(SAMPLE)
    policy = next(attrs["content"] for tag, attrs in Page(text).tags if attrs.get("http-equiv"))
    script = text[text.index("<script>") + 8 : text.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//(?!doi\.org)""", text)


def test_hostile_text_is_only_text():
    record = replace(PAPER.record, title=HOSTILE, container_title=HOSTILE, identifiers=Identifiers(doi=HOSTILE))
    shown = page(
        entry(
            HOSTILE,
            1,
            EntryStatus.SUSPICIOUS,
            finding("title_differs", HOSTILE, f"x {HOSTILE}", HOSTILE, source=HOSTILE),
            title=HOSTILE,
            file=HOSTILE,
            sentence=HOSTILE,
            unasked=((HOSTILE, HOSTILE),),
            match=replace(PAPER, record=record, source=HOSTILE),
            ignored=(finding("year_differs", HOSTILE),),
        ),
        doubled=((HOSTILE, HOSTILE),),
        problems=(HOSTILE,),
        requests={HOSTILE: 3},
        not_asked=(HOSTILE,),
    )
    assert [tag for tag, _ in shown.tags if tag in ("script", "img")] == ["script"]
    assert not any(name.startswith("on") for _, attrs in shown.tags for name in attrs)
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e]", shown.text)


@pytest.mark.parametrize("doi", ["javascript:alert(1)", '"><b>', "//evil.example/x"])
def test_a_link_leads_to_the_resolver_or_nowhere(doi):
    record = replace(PAPER.record, identifiers=Identifiers(doi=doi))
    shown = page(entry("k", 1, EntryStatus.SUSPICIOUS, match=replace(PAPER, record=record)))
    links = [attrs["href"] for tag, attrs in shown.tags if tag == "a" and not attrs["href"].startswith("#")]
    assert all(link.startswith("https://doi.org/") for link in links)


def test_no_entries_make_a_page_too():
    assert page().open == []


def test_what_was_asked_in_a_run_changes_no_byte():
    assert write_page(SAMPLE) == write_page(replace(SAMPLE, requests={}))
