"""SARIF 2.1.0 of what was found, so that a code host shows each finding at the line of its entry.

Fingerprints are made of the file, the key and the finding, and not of the line: a finding stays the same one when
lines move.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline import __version__
from pipeline.model.verification import EntryStatus, Finding, Severity, Verification, VerifiedEntry
from pipeline.rules.verifying.codes import FindingCode, finding_codes
from pipeline.text.folding import clean_text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/bibmill/bibmill"
NOT_FOUND = "not_found"
_NOT_FOUND_RULE = FindingCode(
    label="not found",
    severity=Severity.ERROR,
    level="warning",
    help="Sources that would know this paper were asked and answered, and none of them knows it. It may be invented;"
    " look it up where you have it from.",
)
_WIDTH = 1_000


def write_sarif(found: Verification, addresses: Mapping[str, str]) -> str:
    """The text of the file.

    Args:
        found: What was found.
        addresses: Of each file the address by which the code host knows it; without one, its name is taken.
    """
    rules = {**finding_codes(), NOT_FOUND: _NOT_FOUND_RULE}
    numbers = {code: number for number, code in enumerate(rules)}
    results = [*_number(_results(found, addresses), numbers)]
    run = {
        "tool": {
            "driver": {
                "name": "bibmill",
                "version": __version__,
                "informationUri": HOME,
                "rules": [_to_rule(code, rule) for code, rule in rules.items()],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": _to_message(sentence)}} for sentence in found.problems
                ],
            }
        ],
        "results": results,
    }
    text = msgspec.json.encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    return msgspec.json.format(text, indent=1).decode() + "\n"


def _to_rule(code: str, rule: FindingCode) -> dict[str, Any]:
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("_")),
        "shortDescription": {"text": f"{rule.label[0].upper()}{rule.label[1:]}."},
        "fullDescription": {"text": rule.help},
        "help": {"text": rule.help},
        "helpUri": f"{HOME}#are-these-references-right",
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": ["references"], "precision": "high"},
    }


def _results(found: Verification, addresses: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for entry in found.entries:
        address = addresses.get(entry.file) or quote(entry.file, errors="replace")
        if entry.judgement.status is EntryStatus.NOT_FOUND:
            yield _to_result(entry, address, NOT_FOUND, _NOT_FOUND_RULE.level, entry.judgement.sentence)
        for one in entry.judgement.findings:
            yield _to_result(entry, address, one.code, _level(one), one.sentence, one.given)


def _level(finding: Finding) -> str:
    """The level of the table, which a judgement that is only a note lowers."""
    known = finding_codes().get(finding.code)
    level = known.level if known else "warning"
    is_lowered = finding.severity is Severity.NOTE and known and known.severity is not Severity.NOTE
    return "note" if is_lowered else level


def _to_result(
    entry: VerifiedEntry, address: str, code: str, level: str, sentence: str, given: str = ""
) -> dict[str, Any]:
    label = _NOT_FOUND_RULE.label if code == NOT_FOUND else finding_codes()[code].label
    mark = hashlib.blake2b("\0".join((address, entry.key, code, given)).encode("utf-8", "replace"), digest_size=12)
    return {
        "ruleId": code,
        "level": level,
        "message": {"text": _to_message(f"{entry.key}: {label}. {sentence}")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": address},
                    "region": {"startLine": max(entry.line, 1)},
                },
                "logicalLocations": [{"name": clean_text(entry.key, cap=200) or "entry", "kind": "object"}],
            }
        ],
        "partialFingerprints": {"bibmillFinding/v1": mark.hexdigest()},
    }


def _number(results: Iterator[dict[str, Any]], numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The results with the places of their rules, those of one fingerprint counted."""
    seen: Counter[str] = Counter()
    for one in results:
        mark = one["partialFingerprints"]["bibmillFinding/v1"]
        seen[mark] += 1
        own = f"{mark}:{seen[mark]}"
        marks = {"bibmillFinding/v1": own, "primaryLocationLineHash": own}
        yield {**one, "ruleIndex": numbers[one["ruleId"]], "partialFingerprints": marks}


def _to_message(text: str) -> str:
    """Plain text in which no link and no placeholder is read: brackets and braces mean something there."""
    text = clean_text(text, cap=_WIDTH)
    for char, spelt in (("\\", "\\\\"), ("[", "\\["), ("]", "\\]"), ("{", "{{"), ("}", "}}")):
        text = text.replace(char, spelt)
    return text or "(no text that can be shown)"
