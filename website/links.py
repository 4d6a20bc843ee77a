"""Links of the pages: in the repository they lead to files, in the site to its pages or to the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
REPOSITORY = "https://github.com/bibmill/bibmill"
INCLUDED = {"SECURITY.md": "security.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages of the site that stand above `docs/`, where a code host looks for them."""

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_CODE = re.compile(r"(?ms)^( *)(```+|~~~+)[^\n]*\n.*?^\1\2[^\n]*$|(?<!`)(`+)(?!`).+?(?<!`)\3(?!`)")
"""A block of code, or code within a line."""


def relink(markdown: str, origin: str, page: str, tell: Callable[[str], None]) -> str:
    """A text of the repository as a page of the site.

    Args:
        markdown: The text.
        origin: Its file in the repository.
        page: Its page in the site.
        tell: Called with a sentence for each link that leads nowhere.

    Returns:
        The same text; links to files that are no pages lead to the repository.
    """

    def change(match: re.Match[str]) -> str:
        opened, target, closed = match.groups()
        return f"{opened}{_to_page(target, origin, page, tell)}{closed}"

    pieces, at = [], 0
    for code in _CODE.finditer(markdown):
        pieces += [_LINK.sub(change, markdown[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*pieces, _LINK.sub(change, markdown[at:])])


def _to_page(target: str, origin: str, page: str, tell: Callable[[str], None]) -> str:
    path, mark, anchor = target.partition("#")
    if not path or re.match(r"[a-z][a-z+.-]*:", path):
        return target
    file = os.path.normpath(PurePosixPath(origin).parent / path)
    if not (ROOT / file).exists():
        tell(f"{origin}: the link {target} leads to no file.")
        return target
    inside = INCLUDED.get(file, "docs" in PurePosixPath(file).parts[:1] and (ROOT / file).is_file())
    if inside:
        name = inside if isinstance(inside, str) else file.removeprefix("docs/")
        return os.path.relpath(name, PurePosixPath(page).parent or ".") + mark + anchor
    kind = "tree" if (ROOT / file).is_dir() else "blob"
    return f"{REPOSITORY}/{kind}/main/{file}{mark}{anchor}"
