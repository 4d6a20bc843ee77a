"""Small project folders: their files, and settings that name no source."""

from __future__ import annotations

from pathlib import Path

WITHOUT_SOURCES = (
    "sources: {crossref: {enabled: false}, semantic_scholar: {enabled: false}, openalex: {enabled: false},"
    " arxiv: {enabled: false}, datacite: {enabled: false}}\n"
)


def write_files(root: Path, texts: dict[str, str]) -> None:
    """Write texts by file name below a folder, and make the folders that are missing."""
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
