"""Tables of the reference formats, read by the reader and the writer of each: types, fields, months, languages, tags.

Shown to others: a module for each format, with the JSON file that it reads beside it, `bib_places`, in which a reader
says where things stand, and `outputs`, what each file of a project is for. A file is read when it is first asked for.
Nothing else of the project is imported here.
"""

__all__ = ["bib_places", "bibtex", "csl", "exports", "extra", "inheritance", "journal_macros", "nbib", "outputs", "ris"]
