"""Makes the pictures of docs/pictures: the first screen of the report, and a run in a terminal (`make pictures`).

Both are of the bundled project, and of what the code does at this moment: run it again when either looks different.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from website.links import ROOT

PICTURES = ROOT / "docs/pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
COLUMNS = 100
SCREEN = "1280,860"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars --force-color-profile=srgb"
    " --blink-settings=preferredColorScheme=1"
).split()
# Rich's own template loads a font from the web; a picture loads nothing.
_SVG = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
_CONTROL = re.compile(r"\x1b\[(\??[\d;]*)([A-HJKSTfhl])|(\r?\n)|(\r)")


def main() -> int:
    """Make both pictures; without Chromium only that of the terminal, with a sentence."""
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "terminal.svg").write_text(draw_terminal("bibmill bib", record_run()), "utf-8")
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        sys.stderr.write("The picture of the report needs Chromium, which is not on the PATH; install it, run again.\n")
        return 3
    photograph_report(browser)
    return 0


def record_run() -> str:
    """What a terminal shows of a first run over the bundled list, made in a copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pipeline.yaml", "data/raw", "data/library", "data/decisions.yaml"):
            target = Path(folder, name)
            target.parent.mkdir(exist_ok=True)
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
        return _run_in_terminal([sys.executable, "-m", "pipeline", "-C", folder, "bib"]).replace(f"{folder}/", "")


def _run_in_terminal(command: list[str]) -> str:
    """The bytes that a command writes to a terminal of `COLUMNS`, as text."""
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    environ = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CI")}
    environ |= {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=environ)  # noqa: S603  it is this program
    os.close(follower)
    written = b"".join(_read_all(leader))
    process.wait()
    return written.decode("utf-8", "replace")


def _read_all(leader: int) -> Iterator[bytes]:
    """Everything that arrives; a terminal whose program has ended raises an error on Linux."""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            return
        if not piece:
            return
        yield piece


def settle(written: str) -> list[str]:
    """The lines that stay on the screen, with their colours; what was drawn over is gone.

    >>> settle("rows 1\\r\\x1b[2Krows 2\\r\\nasked\\r\\n\\x1b[1A\\x1b[2Kdone\\r\\n")
    ['rows 2', 'done']
    """
    lines, at, fresh, place = [""], 0, False, 0
    for found in [*_CONTROL.finditer(written), None]:
        text = written[place : found.start() if found else None]
        if text:
            lines[at] = text if fresh else lines[at] + text
            fresh = False
        if found is None:
            break
        place = found.end()
        number, kind, newline, start = found.groups()
        if newline:
            at, fresh = at + 1, False
            lines += [""] * (at == len(lines))
        elif start:
            fresh = True
        elif kind == "A":
            at = max(0, at - int(number or 1))
        elif kind == "K" or (kind == "J" and number in ("", "0")):
            lines[at] = ""
            del lines[at + 1 if kind == "J" else len(lines) :]
    return lines[: max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)]


def draw_terminal(command: str, written: str) -> str:
    """A command and what a terminal shows of it, as SVG."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("$ ", style="bold green") + Text(command, style="bold"))
    console.print(Text.from_ansi("\n".join(settle(written))))
    return console.export_svg(title="bibmill", theme=DIMMED_MONOKAI, code_format=_SVG)


def photograph_report(browser: str) -> None:
    """The first screen of the report of the bundled list, light."""
    with tempfile.TemporaryDirectory() as profile:
        picture = Path(profile, "report.png")
        subprocess.run(  # noqa: S603  what `which` found
            [
                *(browser, *_FLAGS, f"--user-data-dir={profile}", f"--window-size={SCREEN}"),
                *(f"--screenshot={picture}", (ROOT / "output/report.html").as_uri()),
            ],
            check=True,
            capture_output=True,
        )
        shutil.copy(picture, PICTURES / "report.png")


if __name__ == "__main__":
    sys.exit(main())
