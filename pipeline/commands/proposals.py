"""Versions of record that wait for a person's word, as entries for `data/decisions.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pipeline.model.records import Record
from pipeline.project.artefacts import Artefacts
from pipeline.rules.news.ledger import find_proposals
from pipeline.text.folding import show


def write_proposals(found: Artefacts) -> list[str]:
    """One entry for each row of a preprint that was published; all that a source says is a comment or quoted."""
    claims = {claim.id: claim for claim in found.records}
    lines: list[str] = []
    for work, one in find_proposals(found.works, found.matches, found.news):
        for row in work.rows:
            if row in claims:
                lines += ["", *_entry(claims[row], one.value, one.evidence, work.key)]
    head = "# Preprints that were published. Take the # away from `accept:` or from `reject:`, and paste the entry."
    return ["", head, *lines] if lines else []


def _entry(claim: Record, doi: str, evidence: Iterable[str], key: str) -> Iterator[str]:
    yield f"# {show(key, 80)}: {show('; '.join(evidence), 400)}"
    yield f"- row: {json.dumps(show(claim.title, 1000), ensure_ascii=False)}"
    if claim.year is not None:
        yield f"  year: {claim.year}"
    yield f"  # accept: {json.dumps(f'doi:{show(doi, 300)}', ensure_ascii=False)}"
    yield f"  # reject: [{json.dumps(f'doi:{show(doi, 300)}', ensure_ascii=False)}]"
