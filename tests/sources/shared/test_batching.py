import pytest

from pipeline.config.schema import SourceConfig
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply
from pipeline.sources.shared import batching, titles
from tests.sources.source_stubs import query


def test_packs_by_number_of_distinct_ids():
    members = [("a", ("1", "2")), ("b", ("2",)), ("c", ("3",)), ("none", ()), ("d", ("4",))]
    packed = batching.pack(members, most=3)
    assert [batch.ids for batch in packed] == [("1", "2", "3"), ("4",)]
    assert [member for batch in packed for member, _ in batch.members] == ["a", "b", "c", "d"]


def test_packs_by_length_and_keeps_some_alone():
    members = [("a", ("x" * 10,)), ("b", ("y,z",)), ("c", ("z" * 10,)), ("d", ("w" * 90,))]
    packed = batching.pack(members, most=50, longest=40, alone=lambda id_: "," in id_)
    assert [len(batch.members) for batch in packed] == [1, 2, 1]
    assert packed[0].ids == ("y,z",)


def test_packs_nothing():
    assert batching.pack([], most=5) == []
    assert batching.pack([("a", ())], most=5) == []


def test_configured_limits_replace_documented_ones():
    def service(**config):
        return batching.build_service("crossref", SourceConfig(**config), has_contact=True)

    assert service().per_second == {"list": 3.0, "single": 10.0}
    assert service(per_second=5).per_second == {"list": 5, "single": 5}
    assert service(concurrency=9).concurrency == 9
    assert service(concurrency=1).concurrency == 1
    assert service().base_url == "https://api.crossref.org"
    assert service(base_url="http://localhost:1/y/").base_url == "http://localhost:1/y"


@pytest.mark.parametrize(
    ("title", "length"), [("short", 5), ("word " * 100, 299), ("x" * 400, 300)], ids=["short", "words", "one word"]
)
def test_shorten_title(title, length):
    assert len(titles.shorten_title(title)) == length


def test_queries_come_with_the_ids_of_their_claims():
    asked = query("A", doi="10.1/x")
    pairs = batching.pair_queries_with_ids([asked], lambda ids: ("", ids.doi, ids.doi))
    assert pairs == [(asked, ("10.1/x",))]


def test_a_problem_names_its_source_once():
    reply = Reply(ReplyStatus.UNREACHABLE, sentence="toy: no connection.")
    problem = batching.to_problem(reply, "toy")
    assert (problem.where, problem.sentence) == ("toy", "no connection.")
