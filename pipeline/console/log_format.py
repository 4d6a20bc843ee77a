"""What the program says while it works, for who wants to know: log lines on stderr, each printable and on one line."""

from __future__ import annotations

import logging
import sys

from pipeline.text.folding import show

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
"""Without `--verbose`, with it, and with it twice."""
WIDTH = 400


class PlainFormatter(logging.Formatter):
    """Escape sequences and line breaks of titles and answers are spelt out: none can fake a line or move the cursor."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return show(super().format(record), WIDTH)


def set_up_logging(verbosity: int) -> None:
    """Let the loggers of bibmill, and no others, speak: those of libraries show addresses with all parameters."""
    log = logging.getLogger("bibmill")
    log.setLevel(LEVELS[min(verbosity, len(LEVELS) - 1)])
    log.propagate = False
    log.handlers.clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
