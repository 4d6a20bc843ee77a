"""Which citation keys of a person's own are kept: a table, since readers, ledger and writers must agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers import read_references
from pipeline.rules.citation_keys.form import is_citation_key, key_of_id, safe_key

# A text; whether it is a key; whether it is one as the mere id of a CSL-JSON item or RIS reference.
FORMS = [
    ("zeiler2014visualizing", True, True),
    ("Kim.etal:2018", True, True),
    ("Xu+2014", True, True),
    ("müller2018", True, True),
    ("kim_2018-b", True, True),
    ("k" * 80, True, True),
    ("2014a", True, False),
    ("k", True, False),
    ("DBLP:conf/eccv/ZeilerF14", True, False),
    ("10.1145/3292500.3330701", True, False),
    ("1234567/ABCD2345", True, False),
    ("ITEM-1", True, False),
    ("ref12", True, False),
    ("77", True, False),
    ("8765432", True, False),
    ("arxiv:1312.6034", True, False),
    ("doi:10.1000/1", True, False),
    ("http://zotero.org/users/1/items/A", True, False),
    ("éluard1926", True, False),
    ("ünal2011", True, False),
    ("a,b={c}", False, False),
    ("a b", False, False),
    ("k%", False, False),
    ("../x", False, False),
    ("王2014", False, False),
    ("\u0430bc", False, False),
    ("k" * 81, False, False),
    ("", False, False),
]


@pytest.mark.parametrize(("text", "is_key", "is_key_as_id"), FORMS)
def test_forms(text: str, is_key: bool, is_key_as_id: bool):
    assert is_citation_key(text) is is_key
    assert key_of_id(text) == (text if is_key_as_id else "")


@pytest.mark.parametrize("text", [text for text, is_key, _ in FORMS if is_key])
def test_a_key_is_read_and_written_as_it_is(text: str):
    (found,) = read_references(f"@misc{{{text}, title={{T}}}}", "refs.bib").items
    assert found.citation_key == safe_key(text) == text


@given(st.text(max_size=100))
def test_safe_keys_are_final(text: str):
    assert safe_key(safe_key(text)) == safe_key(text)
    assert 0 < len(safe_key(text)) <= 80
