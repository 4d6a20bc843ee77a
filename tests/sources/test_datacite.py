import pytest

from pipeline.model.records import Date, Name
from pipeline.model.statuses import ReplyStatus
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
    read,
    read_item,
    throttled,
    titles,
)


def item(doi, title="A title", **attributes):
    return {"id": doi, "type": "dois", "attributes": {"doi": doi, "titles": [{"title": title}], **attributes}}


@pytest.mark.parametrize("case", pairs("datacite"))
def test_reply_and_record(case):
    check_pair("datacite", case, datacite.to_record(read_item("datacite", case)))


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
        (2549, [{"date": "2549", "dateType": "Issued"}], Date(2006)),
        (2017, [{"date": "2017-05-08/2017-06", "dateType": "Issued"}], Date(2017, 5, 8)),
        (2017, [{"date": "2017-05-08", "dateType": "Available"}], Date(2017)),
        (None, [{"date": "2016", "dateType": "Created"}, {"date": "2017-05", "dateType": "Available"}], Date(2017, 5)),
    ],
)
def test_dates(year, dates, date):
    assert read(datacite.to_record, item("10.5281/x", publicationYear=year, dates=dates)).issued == date


@pytest.mark.parametrize(
    ("types", "type_", "genre"),
    [
        ({"resourceTypeGeneral": "Text", "resourceType": "Thesis"}, "thesis", ""),
        ({"resourceTypeGeneral": "Collection", "resourceType": "doctoralThesis"}, "thesis", "PhD thesis"),
        ({"resourceTypeGeneral": "Dissertation", "resourceType": "Master's Thesis"}, "thesis", "Master’s thesis"),
        ({"resourceTypeGeneral": "Text", "resourceType": "Conference paper"}, "paper-conference", ""),
        ({"resourceTypeGeneral": "Text", "resourceType": "ConferencePaper"}, "paper-conference", ""),
        ({"resourceType": "Preprint"}, "article", "preprint"),
        ({"resourceTypeGeneral": "Text", "resourceType": "Pear", "citeproc": "report"}, "report", ""),
        ({"resourceTypeGeneral": "Text", "resourceType": "Pear", "citeproc": "article"}, "", ""),
        ({"resourceTypeGeneral": "Collection", "citeproc": "dataset"}, "collection", ""),
        ({"resourceTypeGeneral": "Dataset", "resourceType": "Thesis"}, "dataset", ""),
        ({"resourceTypeGeneral": "Text", "resourceType": "A long text of pears and of a report"}, "", ""),
    ],
)
def test_types(types, type_, genre):
    record = read(datacite.to_record, item("10.5281/x", types=types))
    assert (record.type, record.genre) == (type_, genre)


def test_editors_are_contributors():
    people = [
        {"name": "Pera, Ana", "contributorType": "Editor", "givenName": "Ana", "familyName": "Pera"},
        {"name": "Li, Mei", "contributorType": "Supervisor"},
    ]
    assert read(datacite.to_record, item("10.5281/x", contributors=people)).editor == (Name("Pera", "Ana"),)


@pytest.mark.parametrize(
    ("creator", "names"),
    [
        ({"name": "No Name Supplied"}, ()),
        ({"name": "(:Unav)"}, ()),
        ({"name": "Pear Botanic Garden"}, (Name(literal="Pear Botanic Garden"),)),
        (
            {"name": "Team, The Pear", "nameType": "Personal", "givenName": "The Pear", "familyName": "Team"},
            (Name(literal="The Pear Team"),),
        ),
    ],
)
def test_creators(creator, names):
    record = read(datacite.to_record, item("10.5281/x", creators=[creator], publisher="(:none)"))
    assert (record.author, record.publisher) == (names, "")


def test_looks_up_one_by_one_and_compares_the_doi():
    def reply_to(request):
        return {
            "/dois/10.48550%2Farxiv.1706.03762": found({"data": item("10.48550/ARXIV.1706.03762", "Pears")}),
            "/dois/10.5281%2Fzenodo.1": found({"data": item("10.5281/zenodo.2", "Another")}),
        }.get(request.path, miss())

    source, client = open_with(DataCite, reply_to, contact="me@x.org")
    queries = [
        query("a", arxiv="1706.03762", doi="10.1234/published"),
        query("b", doi="10.5281/zenodo.1"),
        query("c", arxiv="cs/0112017"),
        query("d"),
    ]
    results = {result.record_id: (result.status, titles(result)) for result in source.look_up(queries)}
    assert results == {
        "a": (ReplyStatus.FOUND, ["Pears"]),
        "b": (ReplyStatus.NOT_REGISTERED, []),
        "c": (ReplyStatus.NOT_REGISTERED, []),
    }
    assert len(client.requests) == 3


def test_a_reply_of_errors_is_unreadable():
    source, _ = open_with(DataCite, found({"errors": [{"status": "500", "title": "?"}]}))
    (result,) = source.look_up([query("a", arxiv="1706.03762")])
    assert result.status is ReplyStatus.UNREADABLE


def test_search():
    source, client = open_with(DataCite, found({"data": [item("10.5281/a"), None, item("10.5281/b", "")]}))
    (result,) = source.search([query(r'A "quoted" \title')])
    assert [each.source_id for each in result.candidates] == ["10.5281/a"]
    assert dict(client.requests[0].params)["query"] == r'titles.title:"A \"quoted\" \\title"'
    source, _ = open_with(DataCite, throttled())
    (result,) = source.search([query("A title")])
    assert result.status is ReplyStatus.THROTTLED


@pytest.mark.parametrize(("contact", "rate"), [("", 1.6), ("me@x.org", 3.0)])
def test_an_address_doubles_the_rate(contact, rate):
    source, client = open_with(DataCite, miss(), contact)
    list(source.search([query("A title")]))
    assert client.requests[0].service.per_second == {"all": rate}


def test_counts_nothing():
    source, client = open_with(DataCite, miss())
    assert list(source.count([("one", ids(arxiv="1706.03762"))])) == []
    assert client.requests == []
