import pytest

from pipeline.model.records import Name, Provenance
from pipeline.model.statuses import ReplyStatus
from pipeline.sources import openalex
from pipeline.sources.openalex import OpenAlex
from tests.sources.source_stubs import (
    check_pair,
    counts,
    exhausted,
    found,
    ids,
    miss,
    open_with,
    pairs,
    query,
    read,
    read_item,
    throttled,
    titles,
)


def work(number, doi, **fields):
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": doi and f"https://doi.org/{doi}",
        "title": f"W{number}",
        **fields,
    }


def listed(*works):
    return found({"meta": {"count": len(works)}, "results": list(works)})


def authorship(person, printed):
    return {"author": {"display_name": person}, "raw_author_name": printed}


@pytest.mark.parametrize("case", pairs("openalex"))
def test_reply_and_record(case):
    check_pair("openalex", case, openalex.to_record(read_item("openalex", case)))


@pytest.mark.parametrize("item", [None, "x", [], {}, {"id": None}, {"title": "no id"}])
def test_what_has_no_id_is_no_record(item):
    assert openalex.to_record(item) is None


@pytest.mark.parametrize(
    ("person", "printed", "name"),
    [
        ("Debasish Bandyopadhyay", "Debashis Bandyopadhyay", Name("Bandyopadhyay", "Debashis")),
        ("George Cybenko", "G. Cybenko", Name("Cybenko", "George")),
        ("Maxwell B. Stinchcombe", "M.B. Stinchcombe", Name("Stinchcombe", "Maxwell B.")),
        ("Harold Cybenko", "G. Cybenko", Name("Cybenko", "G.")),
        ("Yoshua Bengio", "BengioYoshua", Name("Bengio", "Yoshua")),
        ("Li Wang", "Xin Chen", Name("Chen", "Xin")),
        ("Mei G Pera (15649)", "Mei G Pera (15649)", Name("Pera", "Mei G")),
        ("Li Wang", None, Name("Wang", "Li")),
        (None, "Bran, Andres M", Name("Bran", "Andres M")),
    ],
)
def test_names(person, printed, name):
    assert read(openalex.to_record, work(1, None, authorships=[authorship(person, printed)])).author == (name,)


def test_a_full_list_of_authors_is_marked_as_cut():
    item = work(1, None, authorships=[authorship("Li Wang", "Li Wang")] * 100)
    assert read(openalex.to_record, item).provenance == (Provenance("author", "openalex", "W1", why="capped at 100"),)
    assert read(openalex.to_record, item).has_other_authors
    item["authorships"].pop()
    assert read(openalex.to_record, item).provenance == ()


@pytest.mark.parametrize(
    ("given", "source", "type_"),
    [
        ("article", "journal", "article-journal"),
        ("article", "conference", "paper-conference"),
        ("article", "repository", ""),
        ("article", None, ""),
        ("review", "journal", "article-journal"),
        ("preprint", "repository", "article"),
        ("peer-review", "journal", "review"),
        ("paratext", "journal", "component"),
        ("erratum", "journal", "component"),
        ("letter", "journal", "component"),
        ("conference-paper", None, "paper-conference"),
        ("data-paper", "repository", "article-journal"),
        ("book-review", "journal", "review-book"),
        (None, None, ""),
    ],
)
def test_types(given, source, type_):
    item = work(1, None, type=given, primary_location={"source": source and {"type": source, "display_name": "S"}})
    assert read(openalex.to_record, item).type == type_


@pytest.mark.parametrize(
    ("type_", "place", "container", "series"),
    [
        ("conference-paper", {"source": None, "raw_source_name": "Proceedings of Pears"}, "Proceedings of Pears", ""),
        ("book-chapter", {"source": None, "raw_source_name": "Sour Pears"}, "Sour Pears", ""),
        ("book", {"source": None, "raw_source_name": "Sour Pears"}, "", ""),
        ("preprint", {"source": None, "raw_source_name": "pearXiv"}, "", ""),
        ("conference-paper", {"source": None, "raw_source_name": "W1"}, "", ""),
        (
            "conference-paper",
            {"source": {"display_name": "Fruit Notes", "type": "book series"}, "raw_source_name": "Fruit notes"},
            "",
            "Fruit Notes",
        ),
        (
            "conference-paper",
            {"source": {"display_name": "Fruit Notes", "type": "book series"}, "raw_source_name": "Pears 2024"},
            "Pears 2024",
            "Fruit Notes",
        ),
        (
            "conference-paper",
            {"source": {"display_name": "Fruit", "type": "book series"}, "raw_source_name": "Lecture Notes in Pears"},
            "",
            "Fruit",
        ),
        ("article", {"source": {"display_name": "R", "type": "repository"}, "raw_source_name": "Pears"}, "", ""),
    ],
)
def test_containers(type_, place, container, series):
    record = read(openalex.to_record, work(1, None, type=type_, primary_location=place))
    assert (record.container_title, record.collection_title) == (container, series)


def test_an_affiliation_is_no_author():
    people = [authorship("Ana Pera", "Ana Pera"), authorship("LAB", ",LAB, Université de Pera, Lyon, F-69003")]
    assert read(openalex.to_record, work(1, None, authorships=people)).author == (Name("Pera", "Ana"),)


def test_looks_up_dois_and_arxiv_ids_in_one_request():
    source, client = open_with(
        OpenAlex, listed(work(3, "10.48550/arxiv.1706.03762"), work(1, "10.1234/a"), work(9, "10.9999/other"))
    )
    queries = [query("a", doi="10.1234/a", arxiv="1706.03762"), query("b", doi="10.1234/b"), query("c")]
    results = {result.record_id: (result.status, titles(result)) for result in source.look_up(queries)}
    assert results == {"a": (ReplyStatus.FOUND, ["W1", "W3"]), "b": (ReplyStatus.NO_MATCH, [])}
    assert dict(client.requests[0].params)["filter"] == "doi:10.1234/a|10.48550/arxiv.1706.03762|10.1234/b"


def test_works_that_share_a_doi_are_all_offered():
    source, _ = open_with(OpenAlex, listed(work(1, "10.1234/a"), work(2, "10.1234/a")))
    (result,) = source.look_up([query("a", doi="10.1234/a")])
    assert titles(result) == ["W1", "W2"]


def test_a_doi_with_a_comma_goes_by_path():
    source, client = open_with(OpenAlex, found(work(1, "10.1234/a,b")))
    (result,) = source.look_up([query("a", doi="10.1234/a,b", arxiv="1706.03762")])
    assert titles(result) == ["W1"]
    assert (client.requests[0].path, client.requests[0].kind) == ("/works/doi:10.1234%2Fa%2Cb", "single")
    assert client.requests[0].service.miss_marks
    source, _ = open_with(OpenAlex, miss())
    (result,) = source.look_up([query("a", doi="10.1234/a,b")])
    assert result.status is ReplyStatus.NO_MATCH


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Attention Is All You Need", '"Attention Is All You Need"'),
        ('Hello, "John" | Mary! Why?', '"Hello John Mary Why"'),
        ("Grad-CAM++: Improved", '"Grad-CAM : Improved"'),
        ("Don’t stop Bob's pear", "stop pear"),
        ("Let's", "Let s"),
        (r"On $\beta$-VAE and pears", "On and pears"),
    ],
)
def test_filter_values(title, value):
    assert openalex.to_search_words(title) == value


def test_search():
    source, client = open_with(OpenAlex, listed(work(1, None), work(2, None, title=None), work(3, None)))
    (result,) = source.search([query("Stop, Look")])
    assert [(each.rank, each.source_id) for each in result.candidates] == [(1, "W1"), (2, "W3")]
    assert dict(client.requests[0].params)["search.title"] == '"Stop Look"'
    list(source.look_up([query("a", doi="10.1234/a")]))
    searching, looking_up = (request.service.limit_key for request in client.requests)
    assert searching != looking_up


@pytest.mark.parametrize(
    ("understood", "asked"),
    [
        ("search.title", ["search.title", "search.title"]),
        ("filter", ["search.title", "filter", "filter"]),
        ("", ["search.title", "filter", "search.title", "filter"]),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_a_server_that_knows_no_search_by_title_is_asked_by_filter(understood, asked, at_once):
    source, client = open_with(
        OpenAlex, lambda request: listed(*[work(1, None)] * (understood in dict(request.params)))
    )
    titles = [query("First title"), query("Second title")]
    for part in [titles] if at_once else [[one] for one in titles]:
        results = list(source.search(part))
        assert [bool(result.candidates) for result in results] == [bool(understood)] * len(part)
    assert [next(name for name, _ in request.params) for request in client.requests] == asked
    filters = [dict(request.params)["filter"] for request in client.requests if "filter" in dict(request.params)]
    assert filters in ([], ['title.search:"First title"', 'title.search:"Second title"'])


@pytest.mark.parametrize("is_filter_known", [False, True])
def test_what_the_cache_lacks_was_not_needed(is_filter_known):
    source, client = open_with(OpenAlex, listed())
    list(source.search([query("First title")]))
    title, by_filter = client.requests
    client.known = {title.key, *([by_filter.key] if is_filter_known else [])}
    (result,) = source.search([query("First title")])
    assert result.status is ReplyStatus.NO_MATCH
    assert client.requests[2:] == [title, by_filter][: 1 + is_filter_known]


@pytest.mark.parametrize("data", [{}, [], {"results": None}, {"error": "Invalid query parameters error."}])
def test_another_shape_is_unreadable(data):
    source, client = open_with(OpenAlex, found(data))
    (result,) = source.search([query("A title")])
    assert result.status is ReplyStatus.UNREADABLE
    assert client.forgotten == client.requests


def test_counts_the_higher_of_two_works():
    works = listed(
        work(1, "10.1234/a", cited_by_count=131),
        work(2, "10.1234/a", cited_by_count=1279),
        work(3, "10.48550/arxiv.1706.03762", cited_by_count=5),
    )
    source, client = open_with(OpenAlex, works)
    pairs_ = [("one", ids(doi="10.1234/a", arxiv="1706.03762")), ("two", ids(arxiv="1706.03762"))]
    assert counts(source.count(pairs_)) == {"one": 1279, "two": 5}
    assert client.requests[0].fresh_days == 0
    assert dict(client.requests[0].params)["select"] == "id,doi,title,cited_by_count,is_retracted"
    assert dict(client.requests[0].params)["filter"] == "doi:10.1234/a|10.48550/arxiv.1706.03762"


def test_a_work_unknown_by_doi_is_asked_by_arxiv():
    def reply_to(request):
        known = "10.48550" in dict(request.params)["filter"]
        return listed(work(3, "10.48550/arxiv.1706.03762", cited_by_count=5)) if known else listed()

    source, client = open_with(OpenAlex, reply_to)
    assert counts(source.count([("one", ids(doi="10.1234/a", arxiv="1706.03762"))])) == {"one": 5}
    assert len(client.requests) == 2


def test_what_a_full_page_lacks_is_asked_again():
    def reply_to(request):
        asked = dict(request.params)["filter"].removeprefix("doi:").split("|")
        found_ = [work(at, doi, cited_by_count=1) for at, doi in enumerate(asked)]
        twins = [work(900 + at, asked[0]) for at in range(10)] if len(asked) == 100 else []
        return listed(*twins, *found_[: 100 - len(twins)])

    source, client = open_with(OpenAlex, reply_to)
    told = counts(source.count([(str(at), ids(doi=f"10.1234/{at}")) for at in range(100)]))
    assert (len(told), set(told.values()), len(client.requests)) == (100, {1}, 2)


def test_a_spent_budget_leaves_free_single_requests():
    def reply_to(request):
        if request.kind == "list":
            return exhausted()
        return found(work(1, "10.1234/a", cited_by_count=7)) if request.path.endswith("10.1234%2Fa") else miss()

    source, client = open_with(OpenAlex, reply_to)
    works = [("one", ids(doi="10.1234/a")), ("two", ids(doi="10.1234/b"))]
    assert counts(source.count(works)) == {"one": 7, "two": None}
    assert [request.kind for request in client.requests].count("single") == 2
    services = {request.service.limit_key for request in client.requests}
    assert len(services) == 2, "the service of lists is stopped for the run"


def test_the_first_single_request_that_fails_is_the_last():
    source, _ = open_with(OpenAlex, lambda request: exhausted() if request.kind == "list" else throttled())
    found_ = list(source.count([(str(at), ids(doi=f"10.1234/{at}")) for at in range(5)]))
    assert [one.code for one in found_] == ["throttled"]


def test_the_flag_of_a_retraction():
    source, _ = open_with(OpenAlex, listed(work(1, "10.1234/a", is_retracted=True), work(2, "10.1234/b")))
    (batch,) = source.count([("one", ids(doi="10.1234/a")), ("two", ids(doi="10.1234/b"))])
    assert [[notice.kind.value for notice in one.notices] for one in batch.found] == [["retracted"], []]


def test_the_key_is_secret(monkeypatch):
    monkeypatch.setenv("A_KEY", "sesame")
    source, client = open_with(OpenAlex, listed(), key_env="A_KEY")
    list(source.search([query("A title")]))
    assert client.requests[0].service.secret_headers == {"Authorization": "Bearer sesame"}


def test_a_retracted_paper_is_noted():
    place = {"source": {"type": "journal", "display_name": "Pears"}}
    item = work(1, "10.1234/a", type="article", is_retracted=True, primary_location=place)
    assert read(openalex.to_record, item).note == "Retracted"
    assert read(openalex.to_record, {**item, "type": "retraction"}).note == ""
