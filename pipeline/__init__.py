"""bibmill: a list of papers in, a bibliography that can be cited out."""

__version__ = "0.1.0"
