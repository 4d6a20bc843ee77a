"""What the writers before the report have made: the page links to the files, and has each work's BibTeX to copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model.protocols import Bibliography, Writer
from pipeline.model.records import Work
from pipeline.writers.references.single_entries import single_entries

BIBTEX = "references.bib"
LONGEST = 4000
"""Characters of an entry that is in the page; a longer one, of thousands of authors say, is in the file alone."""


class EarlierFiles:
    """The files of one run as they are made.

    Attributes:
        names: Of all files, in the order in which they were made.
        bibtex: The text of `references.bib`; empty when none is written.
    """

    def __init__(self) -> None:
        """Nothing was made yet."""
        self.names: dict[str, None] = {}
        self.bibtex = ""

    def note(self, write: Writer) -> Writer:
        """The same writer, of whose files the names are noted as they are made, and the text of `references.bib`."""

        def write_noted(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
            for name, text in write(bibliography):
                self.names[name] = None
                if name == BIBTEX:
                    self.bibtex = text
                yield name, text
                del text  # else it is held while the next one is made

        return write_noted

    def entries(self, works: Sequence[Work]) -> list[str]:
        """The BibTeX entry of each work; empty for one that is too long."""
        return [entry if len(entry) <= LONGEST else "" for entry in single_entries(works, self.bibtex)]
