"""Whom an entry is asked about at, in which order, and when no further reply is worth its request."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Sequence
from itertools import combinations

import pytest
from msgspec.structs import replace

from pipeline.concurrency.steps import LOOK_UP, SEARCH, ScheduleProgress, Step
from pipeline.model.records import Candidate, Query, QueryResult
from pipeline.model.statuses import ReplyStatus
from pipeline.model.verification import Judgement
from pipeline.rules.verifying import judgement
from pipeline.stages.asking.entry_task import EntryTask
from pipeline.stages.verify import verify
from tests.record_cells import to_record
from tests.rules.verifying.entry_cells import TODAY, to_claim
from tests.stages.test_enrich import FakeSource

TITLE = "Sorting Long Lists of Names by Random Swaps | Baker, Ada; Clark, Ben"
JOURNAL = f"{TITLE} | 2010 | Journal of Sorting | article-journal | 5:1-9"
OLDER = JOURNAL.replace("2010", "2004")
DOI = f"{JOURNAL} | doi:10.1000/a"
PREPRINT = f"{TITLE} | 2010 | arXiv | article | | arxiv:1001.00001"
POSTED = f"{TITLE} | 2010 | | article | | arxiv:1001.00001"
OTHER = "Counting Short Queues | Wood, Dan | 2010 | Journal of Sorting | article-journal | | doi:10.1000/a"
DOWN = "down"
"""In place of papers: the source gives no answer."""
ALL = ("crossref", "semantic_scholar", "openalex", "arxiv", "datacite")
IDS = ("crossref ids", "datacite ids", "semantic_scholar ids", "openalex ids")
IDS_WITHOUT_KEY = ("crossref ids", "datacite ids", "openalex ids", "semantic_scholar ids")


class Heard(FakeSource):
    """A source that writes into a common log what it is asked; it fails as often as it says."""

    status = ReplyStatus.UNREACHABLE

    def __init__(self, name: str, log: list[str], *cells: str, failures: int = 0) -> None:
        super().__init__(name, *(to_record(cell, f"{name}:{cell}") for cell in cells))
        self.log, self.failures = log, failures

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return self._answer(f"{self.name} ids", super().look_up(queries))

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return self._answer(self.name, super().search(queries))

    def _answer(self, told: str, results: Iterator[QueryResult]) -> Iterator[QueryResult]:
        self.fails = self.failures > 0
        for result in results:
            self.log.append(told)
            self.failures -= 1
            yield replace(result, status=self.status) if self.fails else result


def ask(
    entry: str, sources: dict[str, tuple[str, ...]], refusing: Container[str] = (), names: Sequence[str] = ALL
) -> tuple[Judgement, list[str]]:
    """The judgement on an entry, and who was asked one after the other."""
    log: list[str] = []
    heard = [
        Heard(
            name, log, *(cell for cell in sources.get(name, ()) if cell != DOWN), failures=9 * (DOWN in sources[name])
        )
        if name in sources
        else Heard(name, log)
        for name in names
    ]
    [judged] = verify([to_claim(entry)], heard, today=TODAY, refusing=refusing)
    return judged, log


@pytest.mark.parametrize(
    ("entry", "sources", "status", "asked"),
    [
        pytest.param(DOI, {"crossref": (DOI,)}, "verified", ["crossref ids"], id="borne out by a look-up"),
        pytest.param(JOURNAL, {"crossref": (DOI,)}, "verified", ["crossref"], id="borne out by a search"),
        pytest.param(
            f"{DOI} arxiv:1001.00001",
            {"crossref": (DOI,), "arxiv": (POSTED,)},
            "verified",
            ["crossref ids", "arxiv ids"],
            id="each identifier, where it is registered",
        ),
        pytest.param(
            f"{DOI} arxiv:1001.00001",
            {"crossref": (DOI,)},
            "verified",
            ["crossref ids", "arxiv ids", "datacite ids"],
            id="each identifier, until all that register it have answered",
        ),
        pytest.param(
            JOURNAL,
            {"openalex": (JOURNAL,)},
            "verified",
            ["crossref", "openalex"],
            id="the next one is asked if needed",
        ),
        pytest.param(
            JOURNAL,
            {},
            "not_found",
            ["crossref", "openalex", "semantic_scholar"],
            id="all that would know it",
        ),
        pytest.param(
            PREPRINT,
            {"arxiv": (POSTED,)},
            "verified",
            ["arxiv ids"],
            id="a preprint is looked up where it is registered",
        ),
        pytest.param(
            f"{TITLE} | 2010 | arXiv | article",
            {"datacite": (POSTED,)},
            "verified",
            ["datacite"],
            id="a preprint without its id is searched there first",
        ),
        pytest.param(
            f"{TITLE} | 2010 | arXiv | article",
            {},
            "not_found",
            ["datacite", "openalex", "semantic_scholar", "crossref"],
            id="what is covered is not searched",
        ),
        pytest.param(
            f"{TITLE} | 2010 | ICLR | paper-conference",
            {},
            "not_found",
            ["openalex", "semantic_scholar", "crossref"],
            id="a venue without DOIs is searched in an index first",
        ),
        pytest.param(
            DOI,
            {},
            "suspicious",
            [*IDS, "crossref", "openalex", "semantic_scholar"],
            id="nobody knows the DOI nor the title",
        ),
        pytest.param(
            DOI,
            {"crossref": (OTHER,)},
            "suspicious",
            ["crossref ids", "semantic_scholar ids", "openalex ids", "crossref", "openalex", "semantic_scholar"],
            id="the DOI of another paper",
        ),
        pytest.param(
            OLDER,
            {"crossref": (DOI,), "openalex": (DOI,)},
            "suspicious",
            ["crossref", "openalex", "semantic_scholar"],
            id="a year that another version may have",
        ),
        pytest.param(
            JOURNAL.replace("5:1-9", "5:21-29"),
            {"crossref": (DOI,), "openalex": (DOI,)},
            "suspicious",
            ["crossref", "openalex"],
            id="two say that the pages differ",
        ),
        pytest.param(
            JOURNAL.replace("5:1-9", "5:21-29"),
            {"crossref": (DOI,), "openalex": (JOURNAL,)},
            "suspicious",
            ["crossref", "openalex", "semantic_scholar"],
            id="two that may mean two papers",
        ),
        pytest.param(
            DOI.replace("5:1-9", "5:21-29"),
            {"crossref": (DOI,), "semantic_scholar": (DOI,)},
            "suspicious",
            ["crossref ids", "semantic_scholar ids", "openalex ids"],
            id="all indexes are asked by identifier before an accusation",
        ),
        pytest.param(
            f"{TITLE} | 2010 | arXiv | article",
            {"datacite": (POSTED.replace("Lists of Names", "Queues"),)},
            "not_found",
            ["datacite", "arxiv", "openalex", "semantic_scholar", "crossref"],
            id="a registry that offers something covers no other",
        ),
        pytest.param(
            f"{TITLE} | 2010 | arXiv | article",
            {"datacite": (DOWN,), "arxiv": (POSTED,)},
            "verified",
            ["datacite", "arxiv"],
            id="a registry that is silent covers no other",
        ),
        pytest.param(" | Baker, Ada | 2010 | Journal of Sorting", {}, "unknown", [], id="an entry without a title"),
    ],
)
def test_who_is_asked(entry: str, sources: dict[str, tuple[str, ...]], status: str, asked: list[str]):
    judged, log = ask(entry, sources)
    assert (judged.status.value, log) == (status, asked)


S2 = {"semantic_scholar"}


@pytest.mark.parametrize(
    ("entry", "sources", "status", "asked"),
    [
        pytest.param(JOURNAL, {}, "not_found", ["crossref", "openalex"], id="another index answered"),
        pytest.param(
            JOURNAL,
            {"openalex": (DOWN,)},
            "unknown",
            ["crossref", "openalex", "semantic_scholar", "openalex"],
            id="no other index answered",
        ),
        pytest.param(
            DOI,
            {},
            "suspicious",
            ["crossref ids", "datacite ids", "openalex ids", "crossref", "openalex"],
            id="another index answered on the identifier",
        ),
        pytest.param(
            DOI,
            {"openalex": (DOWN,)},
            "unknown",
            [*IDS_WITHOUT_KEY, "crossref", "openalex", "semantic_scholar", "openalex ids", "openalex"],
            id="no other index answered on the identifier",
        ),
    ],
)
def test_who_refuses_is_asked_where_no_other_index_answers(
    entry: str, sources: dict[str, tuple[str, ...]], status: str, asked: list[str]
):
    judged, log = ask(entry, sources, refusing=S2)
    assert (judged.status.value, log) == (status, asked)


OWN = ("library", *ALL)


@pytest.mark.parametrize(
    ("entry", "own", "asked"),
    [
        pytest.param(JOURNAL, JOURNAL, ["library"], id="nothing more is to be known"),
        pytest.param(
            DOI,
            DOI,
            [*IDS, "library"],
            id="its DOI may be another paper's",
        ),
    ],
)
def test_the_library_comes_first_and_registries_know_identifiers(entry: str, own: str, asked: list[str]):
    judged, log = ask(entry, {"library": (own,)}, names=OWN)
    assert log == asked
    assert judged.match is not None
    assert judged.match.source == "library"


KNOWN = [
    (JOURNAL, {"crossref": (DOI,)}),
    (JOURNAL, {"openalex": (JOURNAL,)}),
    (JOURNAL, {"semantic_scholar": (JOURNAL,)}),
    (DOI, {"crossref": (DOI,)}),
    (DOI, {"openalex": (DOI,)}),
    (f"{JOURNAL} | doi:10.48550/a", {"datacite": (f"{JOURNAL} | doi:10.48550/a",)}),
    (PREPRINT, {"arxiv": (POSTED,)}),
    (PREPRINT, {"datacite": (POSTED,)}),
    (f"{TITLE} | 2010 | arXiv | article", {"datacite": (POSTED,)}),
    (f"{TITLE} | 2010 | ICLR | paper-conference", {"openalex": (f"{TITLE} | 2010 | ICLR | paper-conference",)}),
    (f"{TITLE} | 2010 | ICLR | paper-conference", {"crossref": (f"{TITLE} | 2010 | ICLR | paper-conference",)}),
]


@pytest.mark.parametrize(
    ("entry", "sources", "refusing"),
    [(*one, refusing) for one in KNOWN for refusing in (set[str](), S2) if not refusing & one[1].keys()],
)
def test_what_fails_accuses_nobody(entry: str, sources: dict[str, tuple[str, ...]], refusing: Container[str]):
    for count in range(len(ALL)):
        for failing in combinations(ALL, count):
            heard = {name: (DOWN,) if name in failing else sources.get(name, ()) for name in ALL}
            judged, _ = ask(entry, heard, refusing)
            assert not judged.status.is_accusing, failing


def test_what_failed_is_asked_once_more():
    log: list[str] = []
    sources = [Heard("crossref", log, JOURNAL, failures=1), Heard("openalex", log)]
    [judged] = verify([to_claim(JOURNAL)], sources, today=TODAY)
    assert (judged.status.value, judged.unasked) == ("verified", ())
    assert log == ["crossref", "openalex", "crossref"]


@pytest.mark.parametrize(
    ("status", "count"),
    [
        (ReplyStatus.UNREACHABLE, 2),
        (ReplyStatus.THROTTLED, 2),
        (ReplyStatus.UNREADABLE, 2),
        (ReplyStatus.BLOCKED, 1),
        (ReplyStatus.EXHAUSTED, 1),
    ],
)
def test_what_waiting_does_not_mend_is_asked_once(status: ReplyStatus, count: int):
    source = Heard("crossref", [], failures=9)
    source.status = status
    verify([to_claim(JOURNAL)], [source], today=TODAY)
    assert len(source.log) == count


def test_what_is_forgotten_was_never_heard():
    task = EntryTask(to_claim(DOI), TODAY)
    record = to_record(DOI, "crossref:a")
    for kind in (SEARCH, LOOK_UP):
        found = (Candidate(record, "crossref", "a"),)
        task.learn_result(Step(kind, "crossref"), QueryResult(task.id, "crossref", ReplyStatus.FOUND, found))
    task.learn_result(Step(SEARCH, "openalex"), QueryResult(task.id, "openalex", ReplyStatus.BLOCKED, sentence="no"))
    assert task.judge() is task.judge()
    assert task.judge().status.value == "verified"
    task.forget()
    assert (task.heard, task.judge().status.value) == (judgement.Heard(), "unknown")


def test_what_is_settled_is_not_asked_once_more():
    log: list[str] = []
    sources = [Heard("crossref", log, failures=1), Heard("openalex", log, JOURNAL)]
    [judged] = verify([to_claim(JOURNAL)], sources, today=TODAY)
    assert (judged.status.value, log) == ("verified", ["crossref", "openalex"])


def test_what_stays_silent_is_told():
    judged, log = ask(JOURNAL, {"crossref": (DOWN,)}, names=("crossref",))
    assert (judged.unasked, log) == ((("crossref", "crossref is down."),), ["crossref", "crossref"])


def test_neither_order_nor_company_makes_a_difference():
    entries = [JOURNAL, OLDER, DOI, PREPRINT, f"{TITLE} | 2010 | ICLR", "Counting | Wood, Dan | 2010 | Nature"]
    claims = [to_claim(entry, f"entry {at}") for at, entry in enumerate(entries)]
    found: dict[str, Judgement] = {}
    for seed in range(4):
        mixed = random.Random(seed).sample(claims, len(claims))
        sources = [
            Heard("crossref", [], *random.Random(seed).sample([DOI, OTHER, OLDER], 3)),
            *(Heard(name, [], *random.Random(seed).sample([JOURNAL, POSTED], 2)) for name in ALL[1:]),
        ]
        judged = verify(mixed, sources, today=TODAY)
        assert [one.record_id for one in judged] == [one.id for one in mixed]
        now = {one.record_id: one for one in judged}
        assert (found or now) == now
        found = now


def test_progress_is_told():
    told: list[ScheduleProgress] = []
    verify([to_claim(JOURNAL)], [Heard("crossref", [], JOURNAL)], today=TODAY, progress=told.append)
    assert (told[-1].finished, told[-1].asked) == (1, {"crossref": 1})
