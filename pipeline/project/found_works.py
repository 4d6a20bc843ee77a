"""The works that the matches of a project make, under the person's decisions."""

from __future__ import annotations

from pipeline.project.artefacts import Artefacts
from pipeline.project.decided import read_project_joins
from pipeline.project.folder import Project
from pipeline.rules.citation_keys.ledger import names_of_line
from pipeline.stages.deduplicate import Deduplicated, deduplicate


def find_works(project: Project, artefacts: Artefacts) -> Deduplicated:
    """The works of the matches, without citation keys.

    Raises:
        InputError: The decisions cannot be read.
    """
    decisions = read_project_joins(project)
    names = {line.key.casefold(): names_of_line(line) for line in artefacts.keys} if decisions else {}
    return deduplicate(artefacts.records, artefacts.matches, decisions=decisions, names_of_keys=names)
