"""What mkdocs calls while it builds the site: pages from above `docs/`, tables made from the code, links.

`mkdocs.yml` names this file. It is the only one here that knows mkdocs.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from website import reference
from website.links import INCLUDED, REPOSITORY, ROOT, relink

_log = logging.getLogger("mkdocs.hooks.bibmill")  # in strict mode a warning ends the build
_ORIGINS = {page: file for file, page in INCLUDED.items()}
_LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?https?:"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|icon|preconnect))[^>]*\bhref=[\"']?https?:"
)


def on_config(config: Any) -> Any:
    """Put every page of a folder where the navigation says `FOLDER/*`, and the repository into the foot of pages."""
    config.nav = _expand(config.nav)
    config.extra["social"] = [{"icon": "fontawesome/brands/github", "link": REPOSITORY, "name": "the repository"}]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that stand above `docs/`."""
    for page, file in _ORIGINS.items():
        files.append(File.generated(config, page, content=(ROOT / file).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Fill in the tables, and have links lead to pages or to the repository."""
    name = page.file.src_uri
    return relink(reference.fill(markdown), _ORIGINS.get(name, f"docs/{name}"), name, _log.warning)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Name what the theme leaves without a name, for people who have pages read out."""
    return output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )


def on_post_build(config: Any) -> None:
    """Refuse a site of which a page would load something from elsewhere."""
    for path in sorted(Path(config.site_dir).rglob("*.html")):
        if found := _LOADED.search(path.read_text("utf-8")):
            raise PluginError(f"{path}: the page loads something from elsewhere: {found[0]}")


def _expand(nav: Any) -> Any:
    if isinstance(nav, list):
        return [one for entry in nav for one in (_pages_of(entry) if isinstance(entry, str) else [_expand(entry)])]
    return {title: _expand(inner) for title, inner in nav.items()} if isinstance(nav, dict) else nav


def _pages_of(entry: str) -> list[str]:
    """The pages that an entry of the navigation means."""
    if not entry.endswith("/*"):
        return [entry]
    folder = entry.removesuffix("/*")
    return [f"{folder}/{path.name}" for path in sorted((ROOT / "docs" / folder).glob("*.md"))]
