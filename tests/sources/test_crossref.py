import pytest

from pipeline.model.records import Date, Name
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply
from pipeline.sources import crossref
from pipeline.sources.shared import batching
from tests.sources.source_stubs import (
    DAY,
    check_pair,
    counts,
    found,
    ids,
    miss,
    open_with,
    pairs,
    query,
    read,
    read_item,
    refused,
    throttled,
    titles,
)


def work(doi, **fields):
    return {"DOI": doi, "type": "journal-article", "title": [f"Paper {doi}"], **fields}


def listed(*works):
    return found({"status": "ok", "message-type": "work-list", "message": {"items": list(works)}})


@pytest.mark.parametrize("case", pairs("crossref"))
def test_reply_and_record(case):
    check_pair("crossref", case, crossref.to_record(read_item("crossref", case)))


@pytest.mark.parametrize("item", [None, "x", [], {}, {"DOI": None}, {"DOI": "10.5555/12345678"}, {"DOI": 10.1}])
def test_what_has_no_doi_is_no_record(item):
    assert crossref.to_record(item) is None


def test_an_arxiv_doi_is_an_arxiv_id():
    record = read(crossref.to_record, work("10.48550/arXiv.1706.03762"))
    assert (record.identifiers, record.url) == (ids(arxiv="1706.03762"), "https://arxiv.org/abs/1706.03762")


@pytest.mark.parametrize(
    ("titles_", "container", "series"),
    [
        (["Journal of Fruit"], "Journal of Fruit", ""),
        (["Lecture Notes in Computer Science"], "Lecture Notes in Computer Science", ""),
        (
            ["Lecture Notes in Computer Science", "Computer Vision – ECCV 2024"],
            "Computer Vision – ECCV 2024",
            "Lecture Notes in Computer Science",
        ),
        (
            ["Computer Vision – ECCV 2024", "Lecture Notes in Computer Science"],
            "Computer Vision – ECCV 2024",
            "Lecture Notes in Computer Science",
        ),
        (["Language Policy", "Language Education Programs"], "Language Education Programs", "Language Policy"),
        (
            ["The Springer Series on Challenges in Machine Learning", "Automated Machine Learning"],
            "Automated Machine Learning",
            "The Springer Series on Challenges in Machine Learning",
        ),
        (
            ["IFIP Advances in Information and Communication Technology", "Advances in Information Retrieval"],
            "Advances in Information Retrieval",
            "IFIP Advances in Information and Communication Technology",
        ),
    ],
)
def test_series_and_container(titles_, container, series):
    record = read(crossref.to_record, work("10.1234/x", **{"type": "book-chapter", "container-title": titles_}))
    assert (record.container_title, record.collection_title) == (container, series)


@pytest.mark.parametrize(
    ("containers", "shorts", "short"),
    [
        (["Journal of Fruit"], ["J. Fruit"], "J. Fruit"),
        (["Journal of Fruit"], ["Journal of Fruit"], ""),
        (["LNCS Series", "Pears"], ["LNCS", "P."], "P."),
        (["LNCS Series", "Pears"], ["LNCS"], ""),
    ],
)
def test_short_container(containers, shorts, short):
    fields = {"container-title": containers, "short-container-title": shorts}
    assert read(crossref.to_record, work("10.1234/x", **fields)).container_title_short == short


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        ({"published-print": [[2021, 7]], "issued": [[2020, 12, 3]]}, Date(2021, 7)),
        ({"published": [[2020, 12, 3]], "published-online": [[2019]]}, Date(2020, 12, 3)),
        ({"issued": [[None]], "published-online": [[2019]]}, Date(2019)),
        ({"issued": [[None]], "created": [[2003, 9, 12]], "deposited": [[2024]]}, None),
        ({"issued": []}, None),
        ({"issued": [[]]}, None),
        ({"posted": [[2024, 4, 1]]}, Date(2024, 4, 1)),
        ({"issued": [[None]], "approved": [[2023, 2, 28]]}, Date(2023, 2, 28)),
        ({"issued": [[2022]], "approved": [[2021, 2, 28]]}, Date(2022)),
    ],
)
def test_dates(dates, date):
    fields = {kind: {"date-parts": parts} for kind, parts in dates.items()}
    assert read(crossref.to_record, work("10.1234/x", **fields)).issued == date


def test_the_year_of_the_conference_is_the_last_resort():
    event = {"name": "Pears", "start": {"date-parts": [[2019, 7, 30]]}}
    assert read(crossref.to_record, work("10.1234/x", event=event)).issued == Date(2019)
    assert read(crossref.to_record, work("10.1234/x", event={"start": {"date-parts": [None]}})).issued is None
    issued = {"date-parts": [[2020]]}
    assert read(crossref.to_record, work("10.1234/x", event=event, issued=issued)).issued == Date(2020)


@pytest.mark.parametrize(
    ("fields", "type_"),
    [
        ({"container-title": ["Pears I", "Contemporary Mathematics"], "page": "7-8"}, "chapter"),
        ({"container-title": ["Pears"], "ISSN": ["1234-5678"], "issue": "1"}, ""),
        ({}, ""),
    ],
)
def test_other_in_a_book_is_a_chapter(fields, type_):
    assert read(crossref.to_record, work("10.1234/x", **{**fields, "type": "other"})).type == type_


def test_a_thesis_says_its_degree():
    item = work("10.1234/x", type="dissertation", degree=["Master of Science (MS)"])
    assert read(crossref.to_record, item).genre == "Master’s thesis"


def test_a_preprint_is_published_by_its_server():
    item = work("10.1234/x", type="posted-content", publisher="A Laboratory", institution=[{"name": "pearXiv"}])
    assert read(crossref.to_record, item).publisher == "pearXiv"
    item["type"] = "report"
    assert read(crossref.to_record, item).publisher == "A Laboratory"
    assert read(crossref.to_record, work("10.1234/x", publisher="(:none)")).publisher == ""


def test_a_subtitle_stands_in_for_a_title():
    assert read(crossref.to_record, work("10.1234/x", title=[""], subtitle=["Pears"])).title == "Pears"


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ([{"family": "Saeed Danyali"}, {"family": "Ida"}], (Name("Danyali", "Saeed"), Name(literal="Ida"))),
        (
            [{"family": "PLOS ONE Staff"}, {"family": "Li", "given": "Mei"}],
            (Name(literal="PLOS ONE Staff"), Name("Li", "Mei")),
        ),
        ([{"given": "Plato"}], (Name(literal="Plato"),)),
        ([{"name": "OECD"}, None, "x", {}], (Name(literal="OECD"),)),
        ([{"name": "&NA;"}, {"family": "&NA;"}], ()),
        (None, ()),
    ],
)
def test_authors(people, names):
    assert read(crossref.to_record, work("10.1234/x", author=people)).author == names


def test_looks_up_in_one_request_and_joins_by_doi():
    source, client = open_with(crossref.Crossref, listed(work("10.1234/B"), work("10.9999/stray"), work("10.1234/A")))
    queries = [query("a", doi="10.1234/a"), query("b", doi="10.1234/b"), query("c", doi="10.1234/c"), query("no id")]
    results = {result.record_id: result for result in source.look_up(queries)}
    assert {name: (result.status, titles(result)) for name, result in results.items()} == {
        "a": (ReplyStatus.FOUND, ["Paper 10.1234/A"]),
        "b": (ReplyStatus.FOUND, ["Paper 10.1234/B"]),
        "c": (ReplyStatus.NOT_REGISTERED, []),
    }
    (request,) = client.requests
    assert (request.path, request.kind) == ("/works", "list")
    assert dict(request.params)["filter"] == "doi:10.1234/a,doi:10.1234/b,doi:10.1234/c"
    assert dict(request.params)["rows"] == "3"
    candidate = results["a"].candidates[0]
    assert (candidate.source_id, candidate.rank, candidate.retrieved) == ("10.1234/a", 1, DAY)


def test_an_acl_id_is_looked_up_by_its_doi():
    source, client = open_with(crossref.Crossref, listed(work("10.18653/v1/N19-1357")))
    (result,) = source.look_up([query("a", acl="N19-1357")])
    assert dict(client.requests[0].params)["filter"] == "doi:10.18653/v1/n19-1357"
    assert result.candidates[0].record.identifiers == ids(doi="10.18653/v1/n19-1357", acl="N19-1357")


def test_batches_are_short_enough():
    source, client = open_with(crossref.Crossref, listed())
    list(source.look_up([query(str(at), doi=f"10.1234/{at}.{'x' * 150}") for at in range(120)]))
    filters = [dict(request.params)["filter"] for request in client.requests]
    assert max(map(len, filters)) <= crossref.FILTER_CAP
    assert sum(each.count("doi:") for each in filters) == 120
    client.requests.clear()
    list(source.look_up([query(str(at), doi=f"10.1234/{at}") for at in range(120)]))
    assert sorted(dict(request.params)["rows"] for request in client.requests) == ["20", "50", "50"]


def test_a_filter_that_is_too_long_is_halved():
    def reply_to(request):
        dois = [each.removeprefix("doi:") for each in dict(request.params)["filter"].split(",")]
        if len(dois) > 3:
            return Reply(ReplyStatus.UNREADABLE, status_code=414, sentence="too long", too_long=True)
        return listed(*map(work, dois))

    source, client = open_with(crossref.Crossref, reply_to)
    results = list(source.look_up([query(str(at), doi=f"10.1234/{at}") for at in range(10)]))
    assert len(results) == 10
    assert {result.status for result in results} == {ReplyStatus.FOUND}
    assert len(client.requests) == 1 + 2 + 4


def test_one_bad_doi_spoils_no_batch():
    def reply_to(request):
        dois = [each.removeprefix("doi:") for each in dict(request.params)["filter"].split(",")]
        return refused("bad") if "10.1234/7" in dois else listed(*map(work, dois))

    source, client = open_with(crossref.Crossref, reply_to)
    results = {
        each.record_id: each.status
        for each in source.look_up([query(str(at), doi=f"10.1234/{at}") for at in range(50)])
    }
    assert results.pop("7") is ReplyStatus.UNREADABLE
    assert set(results.values()) == {ReplyStatus.FOUND}
    assert len(client.requests) < 15


def test_a_source_that_refuses_all_is_not_stormed():
    source, client = open_with(crossref.Crossref, refused("no"))
    results = list(source.look_up([query(str(at), doi=f"10.1234/{at}") for at in range(400)]))
    assert len(results) == 400
    assert {each.status for each in results} == {ReplyStatus.UNREADABLE}
    assert len(client.requests) <= 8 + 2 * batching.REFUSALS


def test_a_too_long_doi_is_not_asked_again():
    source, _ = open_with(crossref.Crossref, Reply(ReplyStatus.UNREADABLE, sentence="too long", too_long=True))
    (result,) = source.look_up([query("a", doi="10.1234/a")])
    assert (result.status, result.sentence) == (ReplyStatus.UNREADABLE, "too long")


def test_a_doi_with_a_comma_is_asked_alone():
    doi = "10.1234/(sici)1,2<3::aid>4"
    source, client = open_with(crossref.Crossref, found({"message": work(doi)}))
    (result,) = source.look_up([query("a", doi=doi)])
    assert titles(result) == [f"Paper {doi}"]
    (request,) = client.requests
    assert (request.path, request.kind) == ("/works/10.1234%2F%28sici%291%2C2%3C3%3A%3Aaid%3E4", "single")
    assert request.params == ()


def test_a_doi_that_is_asked_alone_may_be_missing():
    source, _ = open_with(crossref.Crossref, miss())
    (result,) = source.look_up([query("a", doi="10.1234/a,b")])
    assert (result.status, result.sentence) == (ReplyStatus.NOT_REGISTERED, "")


def test_a_record_without_title_is_no_candidate():
    source, _ = open_with(crossref.Crossref, listed(work("10.1234/a", title=[])))
    (result,) = source.look_up([query("a", doi="10.1234/a")])
    assert (result.status, result.candidates) == (ReplyStatus.NO_MATCH, ())
    assert "without a title" in result.sentence


def test_what_is_no_doi_is_not_asked():
    source, client = open_with(crossref.Crossref, listed())
    assert list(source.look_up([query("a", doi="10.5555/3295222"), query("b", doi="x,type:book"), query("c")])) == []
    assert client.requests == []


def test_two_rows_with_one_doi_are_both_answered():
    source, client = open_with(crossref.Crossref, listed(work("10.1234/a")))
    results = list(source.look_up([query("a", doi="10.1234/a"), query("b", doi="10.1234/a")]))
    assert sorted(result.record_id for result in results) == ["a", "b"]
    assert dict(client.requests[0].params)["rows"] == "1"


@pytest.mark.parametrize("data", [{}, [], {"message": None}, {"message": {"items": None}}, {"message": "failed"}, None])
def test_another_shape_is_unreadable_and_forgotten(data):
    source, client = open_with(crossref.Crossref, found(data))
    (result,) = source.look_up([query("a", doi="10.1234/a")])
    assert result.status is ReplyStatus.UNREADABLE
    assert "shape" in result.sentence
    assert client.forgotten == client.requests


def test_a_failure_keeps_its_sentence():
    source, client = open_with(crossref.Crossref, throttled())
    results = [*source.look_up([query("a", doi="10.1234/a")]), *source.search([query("A title")])]
    assert {(result.status, result.sentence) for result in results} == {
        (ReplyStatus.THROTTLED, "too many requests, run again later.")
    }
    assert client.forgotten == []


def test_searches_by_title_and_year():
    hits = listed(work("10.1234/1"), work("10.1234/2", title=[]), {"title": ["no DOI"]}, None, work("10.1234/3"))
    source, client = open_with(crossref.Crossref, hits)
    (result,) = source.search([query("Grad-CAM: Why?", 2017)])
    assert [(each.rank, each.source_id) for each in result.candidates] == [(1, "10.1234/1"), (2, "10.1234/3")]
    params = dict(client.requests[0].params)
    assert params["query.bibliographic"] == "Grad-CAM: Why? 2017"
    assert params["rows"] == "8"


def test_a_row_without_title_is_not_asked():
    source, client = open_with(crossref.Crossref, listed())
    statuses = {result.record_id: result.status for result in source.search([query("A title"), query(doi="10.1/x")])}
    assert statuses == {"A title": ReplyStatus.NO_MATCH, "10.1/x": ReplyStatus.NOT_ASKED}
    assert len(client.requests) == 1


def test_counts_citations_afresh():
    works = listed(
        work("10.1234/A", **{"is-referenced-by-count": 41}), work("10.1234/b"), {"is-referenced-by-count": 1}
    )
    source, client = open_with(crossref.Crossref, works)
    pairs_ = [("one", ids(doi="10.1234/a")), ("two", ids(doi="10.1234/b")), ("three", ids(arxiv="1706.03762"))]
    assert counts(source.count(pairs_)) == {"one": 41, "two": None}
    (request,) = client.requests
    assert request.fresh_days == 0
    assert {"is-referenced-by-count", "update-to", "updated-by"} < set(dict(request.params)["select"].split(","))


@pytest.mark.parametrize("number", [-1, True, "12", None, 1.5])
def test_what_is_no_count_is_none(number):
    source, _ = open_with(crossref.Crossref, listed(work("10.1234/a", **{"is-referenced-by-count": number})))
    assert counts(source.count([("one", ids(doi="10.1234/a"))])) == {"one": None}


def test_a_batch_of_counts_that_fails_is_one_problem():
    source, _ = open_with(crossref.Crossref, throttled())
    (problem,) = source.count([("one", ids(doi="10.1234/a")), ("two", ids(doi="10.1234/b"))])
    assert (problem.stage, problem.code, problem.where) == ("refresh", "throttled", "crossref")
    source, _ = open_with(crossref.Crossref, refused("no such select"))
    (problem,) = source.count([("one", ids(doi="10.1234/a"))])
    assert problem.code == "unreadable"


@pytest.mark.parametrize(
    ("contact", "per_second", "concurrency"),
    [("", {"list": 1.0, "single": 5.0}, 1), ("me@x.org", {"list": 3.0, "single": 10.0}, 3)],
)
def test_the_polite_pool_is_faster(contact, per_second, concurrency):
    source, client = open_with(crossref.Crossref, listed(), contact)
    list(source.search([query("A title")]))
    service = client.requests[0].service
    assert (service.per_second, service.concurrency, service.mailto) == (per_second, concurrency, "mailto")


def test_selects_only_what_the_route_accepts():
    accepted = (
        "abstract URL resource member posted score created degree update-policy short-title license ISSN"
        " container-title issued update-to issue prefix approved indexed article-number clinical-trial-number accepted"
        " author group-title DOI is-referenced-by-count updated-by event chair standards-body original-title funder"
        " translator published archive published-print alternative-id subject subtitle published-online"
        " publisher-location content-domain reference title link type publisher volume references-count ISBN issn-type"
        " assertion deposited page content-created short-container-title relation editor"
    )
    assert set(f"{crossref.SELECT},{crossref.FRESH_SELECT}".split(",")) <= set(accepted.split())


def test_a_refresh_asks_one_batch_at_a_time():
    source, client = open_with(crossref.Crossref, listed())
    batches: list[int] = []
    ask_all = client.ask_all

    def note_batch(requests):
        batches.append(1)
        return ask_all(requests)

    client.ask_all = note_batch
    results = source.count([(str(at), ids(doi=f"10.1234/{at}")) for at in range(120)])
    for asked in (1, 2, 3):
        next(results)
        assert (len(batches), len(client.requests)) == (asked, asked)
