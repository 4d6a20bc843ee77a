"""How a terminal shows a run: a line for all of it and one for each source, drawn over and over in the same place.

Only here `rich` is used, which is loaded when somebody looks. Lines are made to fit: what lacks room is left out by
columns, so that no number is cut and no line wraps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from pipeline.console.progress import RunView, SourceView, tell_left, to_words
from pipeline.text.folding import show

STYLES = {"given up": "red", "rests": "yellow", "done": "green"}
"""Colours say what something means, and nothing else has one: red is trouble, yellow waits, green is done."""
_NAME, _PACE, _WAITING, _LEFT, _GAP = 16, 7, 7, 6, "  "
_WITH_PACE, _WITH_SOURCES = 56, 36
"""Columns from which on the pace and the time of each source are shown, and the sources at all."""
_WIDEST_BAR = 40


class LiveDisplay:
    """The display of one run on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        """Show nothing yet. What others write to stderr meanwhile comes to stand above the display."""
        self._console = Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True, redirect_stdout=False)
        self._live.start()

    def show(self, view: RunView) -> None:
        """Draw the view in place of the last one."""
        width = self._console.width
        can_draw = self._console.encoding.lower().startswith("utf")
        lines = [one if can_draw else to_ascii(one) for one in render(view, width)]
        self._live.update(Group(*lines), refresh=True)

    def close(self) -> None:
        """Take the display away, and give the cursor back."""
        self._live.stop()


def render(view: RunView, width: int) -> Iterator[Text]:
    """The lines of a view, none of them wider than the terminal.

    Args:
        view: What is shown.
        width: Columns of the terminal.
    """
    width -= 1  # some terminals wrap a line that is full
    yield _fit(_run_line(view, width), width)
    if width >= _WITH_SOURCES and view.sources:
        yield _columns("", "", "a second", "waiting", "left", width, style="dim")
        yield from (_source_line(one, width) for one in view.sources)
        for one in view.sources:
            if one.why:
                yield from _wrap(Text(f"{one.label}: given up; {show(one.why, 300)}", style="red"), width)


def to_ascii(line: Text) -> Text:
    """The line for a terminal that shows nothing else."""
    plain = line.copy()
    plain.plain = line.plain.translate({ord("━"): "=", ord("─"): "-", ord("…"): "."})
    return plain


def _run_line(view: RunView, width: int) -> Text:
    share = view.finished / view.rows if view.rows else 1.0
    done = f"{view.finished:,}/{view.rows:,} rows {share:4.0%}"
    told = _GAP.join(filter(None, (tell_left(view.left), view.doing)))
    room = min(_WIDEST_BAR, width - len(done) - len(told) - 2 * len(_GAP))
    line = Text(done)
    if room >= 5:
        filled = round(share * room)
        line.append(_GAP).append("━" * filled, style="green" if share == 1 else "").append("─" * (room - filled), "dim")
    return line.append(_GAP + told)


def _source_line(one: SourceView, width: int) -> Text:
    rate = f"{one.rate:.1f}" if one.rate is not None else ""
    left = to_words(one.left) if one.left else ""
    return _columns(one.label, one.words, rate, f"{one.waiting:,}", left, width, style=STYLES.get(one.state, ""))


def _columns(name: str, state: str, rate: str, waiting: str, left: str, width: int, style: str) -> Text:
    """One line of the table; only the state has a colour, and is cut when there is no room for all of it."""
    parts = [f"{show(name, _NAME):{_NAME}}"]
    if width >= _WITH_PACE:
        parts.append(f"{rate:>{_PACE + 1}}")
    parts.append(f"{waiting:>{_WAITING}}")
    if width >= _WITH_PACE:
        parts.append(f"{left:>{_LEFT}}")
    is_head = not state
    line = Text(_GAP.join(parts), style="dim" if is_head else "")
    if state:
        line.append(_GAP).append(state, style=style)
    return _fit(line, width)


def _fit(line: Text, width: int) -> Text:
    line.no_wrap = True
    line.truncate(width, overflow="ellipsis")
    return line


def _wrap(line: Text, width: int) -> Iterator[Text]:
    yield from (_fit(part, width) for part in line.wrap(Console(width=width), width))
