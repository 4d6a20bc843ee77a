"""`bibmill init`: a new project folder; what is already there stays as it is."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib.resources import files
from pathlib import Path

from pipeline import __version__
from pipeline.model.errors import MachineError
from pipeline.project.folder import make_boundary
from pipeline.storage import store
from pipeline.storage.boundary import look
from pipeline.text.folding import show_whole

TEMPLATES = {
    "pipeline.yaml": "pipeline.yaml",
    "papers.md": "data/raw/papers.md",
    "library-readme.md": "data/library/README.md",
    "decisions.yaml": "data/decisions.yaml",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "refresh.yml": ".github/workflows/refresh.yml",
}
"""Where each file of `pipeline/project/templates` goes in a project; its `@VERSION@` becomes that of bibmill."""


def run(options: Namespace) -> int:
    """Write the files of a new project; files that exist are kept and named."""
    root = Path(options.folder or options.directory)
    home = make_boundary(root, options)
    if root.exists() and not root.is_dir():
        raise MachineError(f"{show_whole(str(root))}: this is a file; name a folder for the new project.")
    source = files("pipeline.project.templates")
    texts = {
        target: source.joinpath(name).read_text(encoding="utf-8").replace("@VERSION@", __version__)
        for name, target in TEMPLATES.items()
    }
    kept = sorted(target for target in texts if look(home, target))
    made = store.publish(home, [(target, text) for target, text in texts.items() if target not in kept]).changed
    if not options.quiet:
        sys.stdout.write("".join(f"made {show_whole(str(root / name))}\n" for name in made))
        sys.stdout.write("".join(f"kept {show_whole(str(root / name))}, which was there\n" for name in kept))
        shown = show_whole(str(root))
        sys.stdout.write(f"Next: put your list into {shown}/data/raw/papers.md, then run `bibmill -C {shown} bib`.\n")
    return 0
