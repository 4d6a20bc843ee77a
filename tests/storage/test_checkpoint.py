"""What a refresh keeps while it runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.model.errors import InputError, MachineError
from pipeline.model.observations import Observation, ObservationBatch
from pipeline.storage.checkpoint import Checkpoint

TODAY = date(2026, 11, 23)


def batch(work: str, day: str = "2026-11-23") -> ObservationBatch:
    return ObservationBatch("crossref", day, (Observation(work, 5),))


def test_a_killed_run_leaves_every_batch(tmp_path: Path):
    Checkpoint(tmp_path, "one").append(batch("a"))
    Checkpoint(tmp_path, "one").append(batch("b"))
    next_run = Checkpoint(tmp_path, "two")
    assert [(one.run, one.found[0].work) for one in next_run.batches] == [("one", "a"), ("one", "b")]
    assert next_run.find_answered(TODAY) == {("crossref", "a"), ("crossref", "b")}


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_cut_line_harms_no_other(tmp_path: Path, cut: int):
    Checkpoint(tmp_path, "one").append(batch("a"))
    Checkpoint(tmp_path, "one").append(batch("b"))
    path = tmp_path / ".cache/refresh.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    second = Checkpoint(tmp_path, "two")
    second.append(batch("c"))
    kept = [one.found[0].work for one in Checkpoint(tmp_path, "three").batches]
    assert kept in (["a", "c"], ["a", "b", "c"])
    assert kept == ["a", "b", "c"] or cut > 1


def test_old_batches_are_kept_but_asked_again(tmp_path: Path):
    Checkpoint(tmp_path, "one").append(batch("a", "2026-11-01"))
    later = Checkpoint(tmp_path, "two")
    assert (len(later.batches), later.find_answered(TODAY)) == (1, frozenset())


def test_a_finished_run_remembers_what_was_asked_when(tmp_path: Path):
    first = Checkpoint(tmp_path, "one")
    first.append(batch("a", "2026-11-01"))
    first.finish()
    second = Checkpoint(tmp_path, "two")
    assert second.batches == []
    second.append(batch("b"))
    second.finish()
    assert Checkpoint(tmp_path, "three").read_asked_days() == {"crossref": {"a": date(2026, 11, 1), "b": TODAY}}
    (tmp_path / ".cache/asked.json").write_text("{broken")
    assert Checkpoint(tmp_path, "four").read_asked_days() == {}


def test_a_failing_disk_is_told_in_a_sentence(tmp_path: Path):
    checkpoint = Checkpoint(tmp_path, "one")
    (tmp_path / ".cache/refresh.jsonl").mkdir(parents=True)
    with pytest.raises(MachineError, match="run again"):
        checkpoint.append(batch("a"))
    with pytest.raises(InputError, match="a folder is in the place of this file"):
        Checkpoint(tmp_path, "two")
