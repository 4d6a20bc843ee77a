import pytest

from pipeline.model.records import Date, ReplyStatus
from pipeline.sources import datacite
from pipeline.sources.datacite import DataCite
from tests.sources.source_stubs import (
    check_pair,
    found,
    ids,
    miss,
    open_with,
    pairs,
    query,
    read_wire,
    throttled,
    titles,
)


def item(doi, title="A title", **attributes):
    return {"id": doi, "type": "dois", "attributes": {"doi": doi, "titles": [{"title": title}], **attributes}}


@pytest.mark.parametrize("case", pairs("datacite"))
def test_wire_and_record(case):
    check_pair("datacite", case, datacite.to_record(read_wire("datacite", case)))


@pytest.mark.parametrize("thing", [None, "x", [], {}, {"id": "1"}, {"attributes": {"doi": None}}, {"attributes": []}])
def test_what_has_no_doi_is_no_record(thing):
    assert datacite.to_record(thing) is None


@pytest.mark.parametrize(
    ("year", "dates", "date"),
    [
        (2017, [{"date": "2017-05-08", "dateType": "Issued"}], Date(2017, 5, 8)),
        (2017, [{"date": "2019-05-08", "dateType": "Issued"}], Date(2017)),
        (2017, [{"date": "2017-05-08", "dateType": "Updated"}], Date(2017)),
        (None, [{"date": "2017-05", "dateType": "Issued"}], Date(2017, 5)),
        (2549, [{"date": "2549", "dateType": "Issued"}], None),
    ],
)
def test_dates(year, dates, date):
    assert datacite.to_record(item("10.5281/x", publicationYear=year, dates=dates)).issued == date


def test_looks_up_one_by_one_and_compares_the_doi():
    def answer(call):
        return {
            "/dois/10.48550%2Farxiv.1706.03762": found({"data": item("10.48550/ARXIV.1706.03762", "Pears")}),
            "/dois/10.5281%2Fzenodo.1": found({"data": item("10.5281/zenodo.2", "Another")}),
        }.get(call.path, miss())

    source, stub = open_with(DataCite, answer, contact="me@x.org")
    queries = [
        query("a", arxiv="1706.03762", doi="10.1234/published"),
        query("b", doi="10.5281/zenodo.1"),
        query("c", arxiv="cs/0112017"),
        query("d"),
    ]
    answers = {answer.record_id: (answer.status, titles(answer)) for answer in source.look_up(queries)}
    assert answers == {
        "a": (ReplyStatus.FOUND, ["Pears"]),
        "b": (ReplyStatus.NOT_REGISTERED, []),
        "c": (ReplyStatus.NOT_REGISTERED, []),
    }
    assert len(stub.calls) == 3


def test_an_answer_of_errors_is_unreadable():
    source, _ = open_with(DataCite, found({"errors": [{"status": "500", "title": "?"}]}))
    (answer,) = source.look_up([query("a", arxiv="1706.03762")])
    assert answer.status is ReplyStatus.UNREADABLE


def test_search():
    source, stub = open_with(DataCite, found({"data": [item("10.5281/a"), None, item("10.5281/b", "")]}))
    (answer,) = source.search([query(r'A "quoted" \title')])
    assert [each.source_id for each in answer.candidates] == ["10.5281/a"]
    assert dict(stub.calls[0].params)["query"] == r'titles.title:"A \"quoted\" \\title"'
    source, _ = open_with(DataCite, throttled())
    (answer,) = source.search([query("A title")])
    assert answer.status is ReplyStatus.THROTTLED


@pytest.mark.parametrize(("contact", "pace"), [("", 1.6), ("me@x.org", 3.0)])
def test_an_address_doubles_the_pace(contact, pace):
    source, stub = open_with(DataCite, miss(), contact)
    list(source.search([query("A title")]))
    assert stub.calls[0].service.per_second == {"all": pace}


def test_counts_nothing():
    source, stub = open_with(DataCite, miss())
    assert list(source.count([("one", ids(arxiv="1706.03762"))])) == []
    assert stub.calls == []
