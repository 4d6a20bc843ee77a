"""Exports in which thousands of records collide: the work grows with them, and not with their square."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import run

ROE = [{"family": "Roe", "given": "A."}, {"family": "Doe", "given": "B."}]
FLOODS: dict[str, dict[str, Any]] = {
    "one work": {
        "title": "Sorting long lists of plums by weight",
        "author": ROE,
        "keyword": "plum{0}",
        "note": "n {0} .",
    },
    "one work of many keys": {"title": "Sorting long lists of plums by weight", "author": ROE, "id": "key{0}"},
    "one title": {"title": "Sorting long lists of plums by weight", "author": [{"family": "R{0}", "given": "A."}]},
    "one title of many pages": {
        "title": "Sorting long lists of plums",
        "author": ROE,
        "volume": "5",
        "page": "{0}0-{0}9",
    },
    "one DOI": {"title": "Plums {0} of the year {0}", "author": ROE, "DOI": "10.1000/plums"},
    "one author and first word": {"title": "Plums number {0}", "author": ROE[:1]},
    "one place": {"title": "Plum{0} and pear{0}", "volume": "7", "page": "1-9"},
    "editorials": {"title": "Editorial", "author": [{"family": "R{0}", "given": "A."}], "container-title": "Plums"},
    "one key to be made": {"title": "Plums {0}", "author": ROE, "issued": {"date-parts": [[2020]]}},
    "one id": {"title": "Plum{0} in spring", "id": "plum"},
}


def count_work(flood: dict[str, Any], records: int, folder: Path) -> int:
    """How many functions are called from the file to the result."""
    text = json.dumps({"id": "{0}", "type": "article-journal", **flood})
    made = [json.loads(text.replace("{0}", str(at))) for at in range(1000, 1000 + records)]
    file = folder / f"{records}.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in made), encoding="utf-8")
    arguments = ["dedupe", str(file), "-o", str(folder / f"{records}.bib"), "--quiet"]
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        assert run(arguments) == 0
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_takes_work_in_its_number(flood: dict[str, Any], tmp_path: Path):
    """The first run reads the tables; four times the records may be five times the work, and are never sixteen."""
    count_work(flood, 3, tmp_path)
    few, many = (count_work(flood, records, tmp_path) for records in (75, 300))
    assert many <= 5 * few


def test_the_search_for_cycles_is_on_again(tmp_path: Path):
    count_work(FLOODS["one id"], 3, tmp_path)
    assert gc.isenabled()
