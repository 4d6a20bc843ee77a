"""A project's `data/decisions.yaml`: what a person decided about rows, and about works."""

from __future__ import annotations

from pipeline.config.decisions import read_decisions
from pipeline.config.joins import read_joins
from pipeline.model.decisions import Decision, JoinDecision
from pipeline.model.errors import InputError
from pipeline.project.folder import DECISIONS, SETTINGS_BYTES, Project
from pipeline.storage import store
from pipeline.storage.boundary import look


def read_project_decisions(project: Project) -> tuple[Decision, ...]:
    """A person's decisions on rows; none when there is no such file. Raises `InputError` when the file is wrong."""
    return _read_decided(project)[0]


def read_project_joins(project: Project) -> tuple[JoinDecision, ...]:
    """What a person decided of works: that they are one, or two. Raises `InputError` when the file is wrong."""
    return _read_decided(project)[1]


def _read_decided(project: Project) -> tuple[tuple[Decision, ...], tuple[JoinDecision, ...]]:
    """The decisions of both kinds; all that is wrong with the file is told at once."""
    if not look(project.boundary, DECISIONS):
        return (), ()
    text, file = store.read_text(project.boundary, DECISIONS, SETTINGS_BYTES), str(DECISIONS)
    try:
        rows = read_decisions(text, file)
    except InputError as error:
        try:
            read_joins(text, file, is_of_a_project=True)
        except InputError as another:
            raise InputError("\n".join(dict.fromkeys((str(error), str(another))))) from None
        raise
    return rows, read_joins(text, file, is_of_a_project=True)
