"""The log on stderr (`--verbose`): every message is printable and on one line."""

from __future__ import annotations

import logging
import sys

from pipeline.text.folding import show

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
"""Without `--verbose`, with it, and with it twice."""
WIDTH = 400
"""Characters; a longer line is cut."""


class PlainFormatter(logging.Formatter):
    """Spells out escape sequences and line breaks, so that no title or reply can fake a line or move the cursor."""

    def format(self, record: logging.LogRecord) -> str:
        """The message as one printable line."""
        return show(super().format(record), WIDTH)


def set_up_logging(verbosity: int) -> None:
    """Write the log of bibmill to stderr, and of nobody else: logs of libraries show URLs with all parameters.

    Args:
        verbosity: How often `--verbose` was given.
    """
    log = logging.getLogger("bibmill")
    log.setLevel(LEVELS[min(verbosity, len(LEVELS) - 1)])
    log.propagate = False
    log.handlers.clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
