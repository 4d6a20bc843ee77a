import pytest

from pipeline.model.statuses import ReplyStatus
from pipeline.network.bodies import read_body
from pipeline.sources import arxiv
from pipeline.sources.arxiv import Arxiv
from tests.sources.source_stubs import DATA, check_pair, found, ids, open_with, pairs, query, throttled, titles

HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'


def entry(id_, title="A title"):
    return f"<entry><id>http://arxiv.org/abs/{id_}</id><title>{title}</title></entry>"


def feed(*entries, total=None):
    total = len(entries) if total is None else total
    return parse(f"{HEAD}<opensearch:totalResults>{total}</opensearch:totalResults>{''.join(entries)}</feed>")


def parse(text):
    return read_body(text.encode(), "xml")


@pytest.mark.parametrize("case", pairs("arxiv", ".xml"))
def test_reply_and_record(case):
    items = arxiv._list_items(read_body((DATA / "arxiv" / f"{case}.xml").read_bytes(), "xml"))
    assert items is not None
    (item,) = items
    check_pair("arxiv", case, arxiv.to_record(item))


def test_joins_by_id_without_versions():
    reply = found(feed(entry("cs/0112017v1", "Old"), entry("1706.03762v7", "New"), entry("9999.99999", "stray")))
    source, client = open_with(Arxiv, reply)
    queries = [
        query("new", arxiv="1706.03762"),
        query("old", arxiv="cs/0112017"),
        query("missing", arxiv="0808.05394"),
        query("bad", arxiv="abc"),
        query("doi", doi="10.1234/a"),
    ]
    results = {result.record_id: (result.status, titles(result)) for result in source.look_up(queries)}
    assert results == {
        "new": (ReplyStatus.FOUND, ["New"]),
        "old": (ReplyStatus.FOUND, ["Old"]),
        "missing": (ReplyStatus.NOT_REGISTERED, []),
    }
    (request,) = client.requests
    assert dict(request.params) == {"id_list": "1706.03762,cs/0112017,0808.05394", "max_results": "3"}
    assert request.expects == "xml"
    assert request.service.per_second == {"all": pytest.approx(1 / 3)}


def test_titles_are_tex():
    source, _ = open_with(Arxiv, found(feed(entry("1706.03762v1", 'M\\"obius and a&lt;b and c&gt;d'))))
    (result,) = source.look_up([query("a", arxiv="1706.03762")])
    assert titles(result) == ["Möbius and a<b and c>d"]


def test_the_contact_is_in_the_user_agent():
    source, client = open_with(Arxiv, found(feed()))
    list(source.look_up([query("a", arxiv="1706.03762")]))
    assert client.requests[0].service.takes_contact


def test_a_hundred_at_most():
    source, client = open_with(Arxiv, found(feed()))
    list(source.look_up([query(str(at), arxiv=f"1706.{at:05}") for at in range(150)]))
    assert sorted(dict(request.params)["max_results"] for request in client.requests) == ["100", "50"]


@pytest.mark.parametrize(
    "data",
    [
        feed(total=12),
        feed("<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title></entry>"),
        parse("<x><body>no feed</body></x>"),
        "<feed/>",
        None,
        {},
    ],
    ids=["empty page", "error as feed", "no feed", "text", "null", "JSON"],
)
def test_what_is_no_whole_feed_is_unreadable(data):
    source, client = open_with(Arxiv, found(data))
    (result,) = source.look_up([query("a", arxiv="1706.03762")])
    assert result.status is ReplyStatus.UNREADABLE
    assert client.forgotten == client.requests


def test_search():
    source, client = open_with(Arxiv, found(feed(entry("1706.03762v1"), entry("1706.03763v1", ""), entry("x"))))
    (result,) = source.search([query("Attention Is All You Need")])
    assert [each.source_id for each in result.candidates] == ["1706.03762"]
    assert dict(client.requests[0].params) == {"search_query": 'ti:"Attention Is All You Need"', "max_results": "8"}
    source, _ = open_with(Arxiv, throttled())
    (result,) = source.search([query("A title")])
    assert result.status is ReplyStatus.THROTTLED


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("“Why Should I Trust You?”: Explaining", 'ti:"Why Should I Trust You Explaining"'),
        ("Grad-CAM++: Improved", 'ti:"Grad CAM Improved"'),
        ("The (un)reliability of saliency methods", 'ti:"of saliency methods"'),
        ("Let's see what Gaïa pear tree", 'ti:"see what" AND ti:"pear tree"'),
        (r"On $\beta$-VAE", 'ti:"On beta VAE"'),
        ("Γ", 'ti:"Γ"'),
        ('ti:x" OR au:y', 'ti:"ti x OR au y"'),
    ],
)
def test_search_queries(title, words):
    assert arxiv.to_search_query(title) == words


def test_a_refresh_tells_the_doi_of_a_published_preprint():
    told = entry("1706.03762v7").replace(
        "<entry>", "<entry><a:doi xmlns:a='http://arxiv.org/schemas/atom'>10.1234/X</a:doi>"
    )
    source, client = open_with(Arxiv, found(feed(told)))
    (batch,) = source.count([("one", ids(arxiv="1706.03762")), ("two", ids(doi="10.1234/a"))])
    (observation,) = batch.found
    assert (observation.work, observation.count, observation.record.other_dois) == ("one", None, ("10.1234/x",))
    assert client.requests[0].fresh_days == 0
