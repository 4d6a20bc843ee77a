"""`bibmill init`: a new project folder, from a list if one is named; what is already there stays as it is."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path, PurePosixPath

import msgspec

from pipeline import __version__
from pipeline.config.json_schema import SCHEMA_FILE, write_schema
from pipeline.console.lists import tell_lists
from pipeline.model.errors import InputError, MachineError, UsageError
from pipeline.project.folder import SETTINGS, make_boundary, open_project
from pipeline.project.understood import describe_claim, understand
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListReading
from pipeline.stages.normalize import normalize
from pipeline.storage import store
from pipeline.storage.boundary import Boundary, look
from pipeline.text.folding import show, show_whole
from pipeline.text.plurals import count

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
LOCAL_MAKE = ".cache/bibmill.mk"
"""What `make` reads and git does not keep: where the bibmill is, on this machine, that made the project."""
SHOWN_ROWS = 5
_EXAMPLE = "data/raw/papers.md"


def run(options: Namespace) -> int:
    """Write the files of a new project; files that exist are kept and named."""
    root = Path(options.folder or options.directory)
    home = make_boundary(root, options)
    if root.exists() and not root.is_dir():
        raise MachineError(f"{show_whole(str(root))}: this is a file; name a folder for the new project.")
    data = store.read_given_bytes(Path(options.list)) if options.list else b""
    name = f"data/raw/{Path(options.list).name}" if options.list else _EXAMPLE
    reading = _read(data, name, options.list) if options.list else None
    contents = _fill_templates(name, with_example=reading is None)
    contents |= {name: data} if reading else {}
    kept = sorted(target for target in contents if look(home, target))
    if reading and (name in kept and store.read_bytes(home, name) != data):
        raise UsageError(f"{_shown(root / name)}: another list is there already; move it away and run again.")
    made = store.publish(home, ((target, body) for target, body in contents.items() if target not in kept)).changed
    if options.json:
        lists = understand({name: reading}, normalize(reading.rows).items) if reading else ()
        told = {"folder": str(root), "made": made, "kept": kept, "lists": lists}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    elif not options.quiet:
        sys.stdout.writelines(f"made {_shown(root / one)}\n" for one in made)
        sys.stdout.writelines(f"kept {_shown(root / one)}, which was there\n" for one in kept)
        if reading:
            sys.stdout.writelines(f"{line}\n" for line in _tell(reading, name, home))
        step = "" if reading else f"put your list into {_shown(root / name)}, then "
        if SETTINGS in kept and not _is_named(name, root, options):
            step += f"add “{show_whole(name)}” to `raw:` in {_shown(root / SETTINGS)}, then "
        sys.stdout.write(f"Next: {step}run `bibmill -C {_shown_word(root)} bib`.\n")
    return 0


def _is_named(name: str, root: Path, options: Namespace) -> bool:
    """False when settings that were there before do not name the list, so that no run would read it."""
    try:
        return name in open_project(Namespace(**{**vars(options), "directory": str(root)}), needs_lists=False).raw_files
    except (UsageError, InputError):  # wrong settings, or a list that is gone: the next run tells it
        return True


def _read(data: bytes, name: str, given: str) -> ListReading:
    """The list as it is understood; raises `InputError` when nothing of it can be read."""
    reading = read_list(data, name)
    if not reading.rows:
        why = f" ({reading.problems[0].sentence})" if reading.problems else ""
        raise InputError(f"{show(given)}: no paper was found in this file{why}; nothing was made.")
    return reading


def _fill_templates(name: str, *, with_example: bool) -> dict[str, bytes]:
    """The files of a new project whose list has this name."""
    source = files("pipeline.project.templates")
    texts = {
        target: source.joinpath(template).read_text(encoding="utf-8").replace("@VERSION@", __version__)
        for template, target in TEMPLATES.items()
        if with_example or target != _EXAMPLE
    }
    quoted = "'" + name.replace("'", "''") + "'" if name != _EXAMPLE else name
    texts["pipeline.yaml"] = texts["pipeline.yaml"].replace(_EXAMPLE, quoted)
    texts[SCHEMA_FILE] = write_schema()
    texts[LOCAL_MAKE] = f"BIBMILL ?= {_this_program()}\n"
    return {target: text.encode() for target, text in texts.items()}


def _this_program() -> str:
    """How a shell starts the bibmill that runs now, as a makefile has it."""
    script = Path(sys.executable).with_name("bibmill")
    # With -P, a folder `pipeline` of the project is not taken for this program.
    words = [str(script)] if script.is_file() else [sys.executable, "-P", "-m", "pipeline"]
    return shlex.join(words).replace("$", "$$").replace("#", r"\#")


def _tell(reading: ListReading, name: str, home: Boundary) -> Iterator[str]:
    """The first rows as they are understood, and what bibmill would need to be told."""
    claims = normalize(reading.rows).items
    yield from tell_lists(understand({name: reading}, claims), whole=True)
    yield "The first rows, as they are understood:"
    for row, claim in zip(reading.rows[:SHOWN_ROWS], claims, strict=False):
        parts = describe_claim(claim)
        yield f"  {PurePosixPath(name).name}:{row.line}  " + " · ".join(show(parts[part], 100) for part in parts)
    yield from (f"  {show(one.where)}: {show(one.sentence, 300)}" for one in reading.problems[:SHOWN_ROWS])
    if reading.problems[SHOWN_ROWS:]:
        yield f"  … and {count(len(reading.problems) - SHOWN_ROWS, 'more problem')}."
    yield (
        f"Is something wrong here? `bibmill -C {_shown_word(home.root)} normalize --explain` tells why, line by"
        " line; `raw:` in pipeline.yaml takes reader, columns, venue, year and sections of a list."
    )


def _shown(path: Path) -> str:
    return show_whole(str(path))


def _shown_word(path: Path) -> str:
    """The path as a shell takes it, on one line."""
    return show_whole(shlex.quote(str(path)))
