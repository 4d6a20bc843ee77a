"""Lists of every kind through the whole line, against a library of a person's own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.readers import read_references
from tests.readers.lists.workbooks import row, workbook

LIBRARY = json.dumps(
    [
        {
            "id": "1",
            "type": "paper-conference",
            "title": "Deep Residual Learning for Image Recognition",
            "author": [{"family": "He", "given": "Kaiming"}],
            "issued": {"date-parts": [[2016, 6]]},
            "container-title": "Computer Vision and Pattern Recognition",
            "DOI": "10.1109/CVPR.2016.90",
        },
        {
            "id": "2",
            "type": "article-journal",
            "title": "Deep learning",
            "author": [{"family": "LeCun", "given": "Yann"}],
            "issued": {"date-parts": [[2015, 5]]},
            "container-title": "Nature",
            "volume": "521",
            "DOI": "10.1038/nature14539",
        },
    ]
)
BIB = """@inproceedings{mine16, title={Deep residual learning for image recognition}, year={2016}, note={read first},
  keywords={vision}, abstract={Own words.}, file={he.pdf}, pages={770--778}, doi={10.1109/CVPR.2016.90}}
@inproceedings{again16, title={Deep residual learning for image recognition}, doi={10.1109/CVPR.2016.90}}
@article{lecun, doi={10.1038/nature14539}, volume={520}, title={Deep learning}}
@article{alone, title={A paper that nobody knows}, author={Doe, Jane}, journal={J}, year={2001}, volume={1}, number={2},
  pages={3--4}, doi={10.1234/x}, note={Lost}, keywords={a, b}, abstract={Own.}, issn={1234-5678}}
"""


@pytest.fixture
def run(make_project: Callable[..., Path]) -> Callable[[str, bytes], Path]:
    def run(name: str, content: bytes) -> Path:
        root = make_project(data__library__own_json="")
        (root / "data/library/own_json").rename(root / "data/library/own.json")
        (root / "data/library/own.json").write_text(LIBRARY, encoding="utf-8")
        settings = (root / "pipeline.yaml").read_text(encoding="utf-8")
        (root / "pipeline.yaml").write_text(settings.replace("list.md", name), encoding="utf-8")
        (root / name).write_bytes(content)
        assert cli.run(["-C", str(root), "bib", "--quiet"]) == 0
        return root / "output"

    return run


def matches(output: Path) -> list[tuple[str, str, str]]:
    with (output / "matches.csv").open(encoding="utf-8", newline="") as file:
        return [(one["status"], one["key"], one["doi"]) for one in csv.DictReader(file)]


def test_a_bib_comes_out_completed_under_its_own_keys(run: Callable[[str, bytes], Path]):
    output = run("refs.bib", BIB.encode())
    assert matches(output) == [
        ("matched", "mine16", "10.1109/cvpr.2016.90"),
        ("matched", "mine16", "10.1109/cvpr.2016.90"),
        ("matched", "lecun", "10.1038/nature14539"),
        ("unmatched", "alone", "10.1234/x"),
    ]
    assert (output / "aliases.csv").read_text(encoding="utf-8") == "old_key,kept_key\nagain16,mine16\n"
    text = (output / "references.bib").read_text(encoding="utf-8")
    assert text.count("keywords = {a, b, unverified}") == 1
    he, lecun, alone = read_references(text, "r.bib").items
    assert (he.author[0].family, he.page, he.note, he.keyword, he.abstract) == (
        "He",
        "770-778",
        "read first",
        ("vision",),
        "Own words.",
    )
    assert dict(he.other_texts)["file"] == "he.pdf"
    assert lecun.volume == "521"
    assert (alone.container_title, alone.volume, alone.issue, alone.page, alone.issn) == (
        "J",
        "1",
        "2",
        "3-4",
        "1234-5678",
    )
    assert (alone.identifiers.doi, alone.abstract, alone.keyword) == ("10.1234/x", "Own.", ("a", "b"))
    assert "Lost" in alone.note


def test_where_entry_and_sources_disagree_is_told(run: Callable[[str, bytes], Path]):
    output = run("refs.bib", BIB.encode())
    conflicts = (output.parent / "data/enriched/conflicts.jsonl").read_text(encoding="utf-8")
    told = [json.loads(line) for line in conflicts.splitlines()]
    assert [(one["field"], one["kept"], one["refused"]) for one in told if one["refused_source"] == "list"] == [
        ("volume", "521", "520")
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "dois.txt",
            b"10.1109/CVPR.2016.90\nhttps://doi.org/10.1038/nature14539\n10.9999/nobody.knows\n10.9999/either\n",
        ),
        (
            "list.xlsx",
            workbook(
                {
                    "P": row(1, "Title", "DOI")
                    + row(2, "", "10.1109/CVPR.2016.90")
                    + row(3, "", "10.1038/nature14539")
                    + row(4, "", "10.9999/nobody.knows")
                    + row(5, "", "10.9999/either")
                }
            ),
        ),
    ],
)
def test_rows_of_identifiers_alone_are_looked_up(run: Callable[[str, bytes], Path], name: str, content: bytes):
    output = run(name, content)
    found = matches(output)
    assert [status for status, *_ in found] == ["matched", "matched", "unmatched", "unmatched"]
    assert [doi for *_, doi in found] == [
        "10.1109/cvpr.2016.90",
        "10.1038/nature14539",
        "10.9999/nobody.knows",
        "10.9999/either",
    ]
    assert len({key for _, key, _ in found}) == 4
    titles = [
        one.title for one in read_references((output / "references.bib").read_text(encoding="utf-8"), "r.bib").items
    ]
    assert titles[:2] == ["Deep Residual Learning for Image Recognition", "Deep learning"]


def test_a_list_in_another_encoding_is_read_and_told(run: Callable[[str, bytes], Path]):
    he = "Deep residual learning for image recognition;2016;Kaiming He"
    output = run("list.csv", f"Title;Year;Authors\n{he}\nÜber Bäume;2001;José\n".encode("latin-1"))
    assert [status for status, *_ in matches(output)] == ["matched", "unmatched"]
    assert "Windows-1252" in (output.parent / "data/enriched/problems.jsonl").read_text(encoding="utf-8")
