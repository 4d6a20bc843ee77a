"""Addresses as people write them in LaTeX."""

from __future__ import annotations

import pytest

from pipeline.readers import read_references
from pipeline.readers.references.url_values import clean_url


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (r"http://a.org/\textasciitilde{}me", "http://a.org/~me"),
        (r"http://a.org/{\textasciitilde}me", "http://a.org/~me"),
        (r"http://a.org/\textasciitilde me", "http://a.org/~me"),
        (r"http://a.org/\~{}me", "http://a.org/~me"),
        (r"http://a.org/{\~{}}me", "http://a.org/~me"),
        (r"http://a.org/\~me", "http://a.org/~me"),
        (r"http://a.org/$\sim$me", "http://a.org/~me"),
        (r"http://a.org/\string~me", "http://a.org/~me"),
        (r"http://a.org/\char`\~me", "http://a.org/~me"),
        (r"http://a.org/\char126 me", "http://a.org/~me"),
        (r"http://a.org/a\_b{\_}c\textunderscore d$\_$e", "http://a.org/a_b_c_d_e"),
        (r"http://a.org/a\%20b\&c\#d", "http://a.org/a%20b&c#d"),
        (r"http://a.org/?a=1&amp;b=2", "http://a.org/?a=1&b=2"),
        (r"http://a.org/a\textendash b\slash c", "http://a.org/a-b/c"),
        (r"http://a.org/a$<$b\textgreater c", "http://a.org/a<b>c"),
        (r"\url{http://a.org/a}", "http://a.org/a"),
        (r"\nolinkurl{http://a.org/a}", "http://a.org/a"),
        (r"\href{http://a.org/a}{here}", "http://a.org/a"),
        ("<http://a.org/a>", "http://a.org/a"),
        ("URL: http://a.org/a", "http://a.org/a"),
        ("{http://a.org/a}", "http://a.org/a"),
        ("http://a.org/a--b~c", "http://a.org/a--b~c"),
        ("a.org", "a.org"),
    ],
)
def test_an_address_without_latex(value: str, url: str):
    assert clean_url(value) == url


def test_an_address_in_words_is_the_url():
    (found,) = read_references(r"@misc{x, title = {T}, note = {See \url{http://a.org/{\~{}}me/{a}}}}", "refs.bib").items
    assert found.url == "http://a.org/~me/a"
