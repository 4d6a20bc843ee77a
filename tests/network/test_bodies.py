"""Bodies that are small on the wire and huge in memory: refused before they are built, or while they are."""

from __future__ import annotations

import tracemalloc

import pytest

from pipeline.network.bodies import DEPTH_CAP, TooLargeError, read_body
from pipeline.network.transport import BODY_CAP

FEED = b"<feed xmlns='http://www.w3.org/2005/Atom'>"
MARK = "\U0001d400".encode()


def fill(begin: bytes, many: bytes, end: bytes = b"") -> bytes:
    """A body as large as one may be, of one thing again and again."""
    return begin + many * ((BODY_CAP - len(begin + end)) // len(many)) + end


def peak_of(body: bytes, expects: str) -> float:
    """The most memory that reading took, in MB, beside the body."""
    tracemalloc.start()
    try:
        read_body(body, expects)
    except ValueError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak / 1e6


@pytest.mark.parametrize(
    "body",
    [
        fill(b"[", b"[],", b"1]"),
        fill(b"[", b"{},", b"1]"),
        fill(b"[", b'{"a":{}},', b"1]"),
        fill(b"[", b"1.5,", b"1]"),
        fill(b"[", b'"ab",', b"1]"),
        b"{" + b",".join(b'"%x":1' % at for at in range(700_000)) + b"}",
        fill(b'["' + MARK * 100_000, b"aaaa", b'", [[], []]' + b", 12" * 600_000 + b"]"),
        fill(b'["\\ud835\\udc00', b"a", b'",{},{}' + b",{}" * 300_000 + b"]"),
    ],
    ids=["lists", "objects", "nested objects", "numbers", "strings", "names", "wide", "escaped wide"],
)
def test_json_that_grows_is_refused_undecoded(body: bytes) -> None:
    with pytest.raises(TooLargeError, match="more than any real one"):
        read_body(body, "json")
    assert peak_of(body, "json") < 10


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (fill(FEED, b"<a>"), "too deep"),
        (FEED + b"<a>" * DEPTH_CAP, "too deep"),
        (fill(FEED, b"<a/>"), "more than any"),
        (fill(FEED, b"<a b='c'/>"), "more than any"),
        (fill(FEED, b"<a>" + MARK * 2 + b"</a>"), "more than any"),
        (FEED + b"<a " + b" ".join(b"a%d='b'" % at for at in range(2_000)) + b"/>", "tag without end"),
        (fill(FEED + b"<a b='", b"c"), "tag without end"),
        (fill(FEED + b"<!--", b"c"), "tag without end"),
        (b"<feed xmlns='" + b"n" * 10_000 + b"'>" + b"<a/>" * 5_000, "name without end"),
        (FEED + b"<" + b"n" * 10_000 + b">", "tag without end"),
    ],
    ids=[
        "depth",
        "one too deep",
        "elements",
        "attributes",
        "texts",
        "attributes of one",
        "tag",
        "comment",
        "namespace",
        "name",
    ],
)
def test_xml_that_grows_is_refused_while_it_is_parsed(body: bytes, why: str) -> None:
    with pytest.raises(TooLargeError, match=why):
        read_body(body, "xml")
    assert peak_of(body, "xml") < 35


def test_an_endless_text_is_cut() -> None:
    body = FEED + b"<title>" + b"\n" * 1_000_000 + b"</title></feed>"
    assert len(read_body(body, "xml")[0].text) == 64_000
    assert peak_of(body, "xml") < 5


def test_what_real_papers_have_is_read() -> None:
    """Eight hits of 3,000 authors with their affiliations, and a hundred preprints of 150."""
    one = b'{"given":"G.","family":"Author%d","sequence":"first","affiliation":[{"name":"%s"}]},'
    author = one % (1_000, b"CPPM, Aix-Marseille Universit\xc3\xa9, CNRS/IN2P3, Marseille, France")
    body = b'{"message":{"items":[' + b'{"author":[' + (author * 3_000)[:-1] + b"]},"
    body = body + b"".join([b'{"author":[' + (author * 3_000)[:-1] + b"]},"] * 7) + b"{}]}}"
    assert len(read_body(body, "json")["message"]["items"]) == 9
    entry = b"<entry><title>A</title>" + b"<author><name>Ada Author</name></author>" * 150 + b"</entry>"
    assert len(read_body(FEED + entry * 100 + b"</feed>", "xml")) == 100
