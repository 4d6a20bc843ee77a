"""What code hosts read: each finding at the line of its entry, the same one when lines move."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from msgspec.structs import replace

from pipeline.model.verification import EntryStatus, Verification
from pipeline.rules.verifying.codes import finding_codes
from pipeline.writers.verification.sarif import write_sarif
from tests.verification_samples import NOTE, SAMPLE, entry, finding

MESSAGE = {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}, "required": ["text"]}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
        "helpUri": {"type": "string", "pattern": "^https://"},
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
        "properties": {"type": "object"},
    },
    "additionalProperties": False,
}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~:/%+-]+$"}},
                },
                "region": {"type": "object", "properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        },
        "logicalLocations": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "items": PLACE},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "additionalProperties": False,
}
INVOCATION = {
    "type": "object",
    "required": ["executionSuccessful"],
    "properties": {
        "executionSuccessful": {"type": "boolean"},
        "toolExecutionNotifications": {
            "type": "array",
            "items": {"type": "object", "required": ["message"], "properties": {"level": LEVEL, "message": MESSAGE}},
        },
    },
    "additionalProperties": False,
}
DRIVER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "informationUri": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    },
    "additionalProperties": False,
}
RUN = {
    "type": "object",
    "required": ["tool"],
    "properties": {
        "tool": {"type": "object", "required": ["driver"], "properties": {"driver": DRIVER}},
        "invocations": {"type": "array", "items": INVOCATION},
        "results": {"type": "array", "items": RESULT},
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
    "additionalProperties": False,
}
"""What the schema of SARIF 2.1.0 asks of all that is written here."""


def written(found: Verification, **addresses: str) -> Any:
    said = json.loads(write_sarif(found, addresses))
    jsonschema.validate(said, SCHEMA)
    return said["runs"][0]


def results(*entries: Any) -> list[Any]:
    return list(written(Verification(entries))["results"])


def marks(*entries: Any) -> list[str]:
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(*entries)]


WRONG = entry("k", 7, EntryStatus.SUSPICIOUS, finding("year_differs", "2019", "2020"))


def test_the_sample_is_valid_and_whole():
    run = written(SAMPLE)
    told = [(one["ruleId"], one["level"], line(one)) for one in run["results"]]
    assert told == [
        ("not_found", "warning", 5),
        ("title_differs", "error", 14),
        ("published_version", "note", 14),
        ("retracted", "warning", 20),
        ("doubled", "note", 40),
    ]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "refs.bib:50: broken."


def line(result: Any) -> int:
    return int(result["locations"][0]["physicalLocation"]["region"]["startLine"])


def test_every_code_is_a_rule_with_help():
    run = written(SAMPLE)
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {*finding_codes(), "not_found"}
    assert all(rule["help"]["text"] for rule in rules)
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])


def test_a_finding_is_known_again_when_lines_move():
    assert marks(WRONG) == marks(replace(WRONG, line=99))
    assert marks(WRONG) != marks(replace(WRONG, key="other"))
    assert marks(WRONG) != marks(replace(WRONG, file="other.bib"))


def test_equal_findings_are_told_apart():
    assert len(set(marks(WRONG, WRONG))) == 2


def test_what_was_lowered_to_a_note_is_shown_as_one():
    assert results(entry("k", 1, EntryStatus.VERIFIED, finding("pages_differ", severity=NOTE)))[0]["level"] == "note"


def test_ignored_and_unknown_entries_are_no_results():
    unknown = entry("u", 1, EntryStatus.UNKNOWN, sentence="Nobody knows.")
    assert results(unknown, entry("k", 2, ignored=(finding("year_differs"),))) == []


def test_a_file_is_named_by_its_address():
    found = Verification((replace(WRONG, file="a b.bib"),))
    said = json.loads(write_sarif(found, {"a b.bib": "sub/a%20b.bib"}))
    jsonschema.validate(said, SCHEMA)
    place = said["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sub/a%20b.bib"


def test_strangers_write_no_links_and_no_placeholders():
    one = finding("title_differs", sentence="see [here](https://evil.example) {0}\x1b\u202e \\[x]")
    message = results(entry("k", 1, EntryStatus.SUSPICIOUS, one))[0]["message"]["text"]
    assert message == "k: title differs. see \\[here\\](https://evil.example) {{0}} \\\\\\[x\\]"


def test_the_same_findings_give_the_same_bytes():
    assert write_sarif(SAMPLE, {}) == write_sarif(SAMPLE, {})
