"""The stages, left to right: load, normalize, enrich, deduplicate, emit; and refresh beside them."""
