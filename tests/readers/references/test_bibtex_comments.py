"""The comments of a file are found by their lines, and nothing else is taken for one."""

from pipeline.readers import find_comments, find_entries
from pipeline.readers.references.bibtex_comments import find_bibtex_comments


def test_only_whole_lines_are_comments():
    text = "% one\r\n@misc{a,\n  title = {50 % off}, % two\n}\n\t%% three \n\\% four\n"
    assert find_bibtex_comments(text) == {1: "one", 5: "three"}


def test_a_file_of_any_encoding_has_its_comments():
    assert find_comments("\ufeff% über\n@misc{a, title={B}}".encode("utf-16"), "a.bib") == {1: "über"}


def test_other_formats_have_no_comments():
    assert find_comments(b'[{"id": "a",\n"title": "\n% b"}]', "a.json") == {}


def keys(data, file):
    found = find_entries(data, file)
    assert found is not None
    return [one.key for one in found.items]


def test_an_entry_knows_its_key_as_written():
    bib = b"@misc{A:1, title={x}}\n@misc{a:1, title={y}}\n@misc{, title={z}}\n@misc{q'\xc3\xa9, title={w}}"
    assert keys(bib, "a.bib") == ["A:1", "a:1", "", "q'é"]


def test_a_doubled_id_is_still_known_as_written():
    items = b'[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}, {"title": "z"}]'
    assert keys(items, "a.json") == ["a", "a", ""]
