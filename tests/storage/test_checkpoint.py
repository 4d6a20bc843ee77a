"""What a refresh keeps while it runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.model.errors import MachineError
from pipeline.model.observations import Observation, ObservationBatch
from pipeline.storage.checkpoint import Checkpoint

TODAY = date(2026, 11, 23)


def answer(work: str, day: str = "2026-11-23") -> ObservationBatch:
    return ObservationBatch("crossref", day, (Observation(work, 5),))


def test_a_killed_run_left_every_answer(tmp_path: Path):
    Checkpoint(tmp_path, "one").keep(answer("a"))
    Checkpoint(tmp_path, "one").keep(answer("b"))
    next_run = Checkpoint(tmp_path, "two")
    assert [(one.run, one.found[0].work) for one in next_run.answers] == [("one", "a"), ("one", "b")]
    assert next_run.answered(TODAY) == {("crossref", "a"), ("crossref", "b")}


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_a_kill_has_cut_is_asked_for_again_and_harms_no_other(tmp_path: Path, cut: int):
    Checkpoint(tmp_path, "one").keep(answer("a"))
    Checkpoint(tmp_path, "one").keep(answer("b"))
    path = tmp_path / "refresh.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    second = Checkpoint(tmp_path, "two")
    second.keep(answer("c"))
    kept = [one.found[0].work for one in Checkpoint(tmp_path, "three").answers]
    assert kept in (["a", "c"], ["a", "b", "c"])
    assert kept == ["a", "b", "c"] or cut > 1


def test_what_was_learned_long_ago_is_kept_but_asked_for_again(tmp_path: Path):
    Checkpoint(tmp_path, "one").keep(answer("a", "2026-11-01"))
    later = Checkpoint(tmp_path, "two")
    assert (len(later.answers), later.answered(TODAY)) == (1, frozenset())


def test_a_finished_run_remembers_what_was_asked_when(tmp_path: Path):
    first = Checkpoint(tmp_path, "one")
    first.keep(answer("a", "2026-11-01"))
    first.finish()
    second = Checkpoint(tmp_path, "two")
    assert second.answers == []
    second.keep(answer("b"))
    second.finish()
    assert Checkpoint(tmp_path, "three").read_asked() == {"crossref": {"a": date(2026, 11, 1), "b": TODAY}}
    (tmp_path / "asked.json").write_text("{broken")
    assert Checkpoint(tmp_path, "four").read_asked() == {}


def test_a_disk_that_cannot_be_written_ends_the_run_in_a_sentence(tmp_path: Path):
    (tmp_path / "refresh.jsonl").mkdir()
    with pytest.raises(MachineError, match="run again"):
        Checkpoint(tmp_path, "one").keep(answer("a"))
