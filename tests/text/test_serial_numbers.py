"""ISSN and ISBN: only those whose check digit is right are found."""

from __future__ import annotations

import pytest

from pipeline.text.serial_numbers import find_isbn, find_issn


@pytest.mark.parametrize(
    ("text", "issn"),
    [
        ("0897-4756", "0897-4756"),
        ("ISSN 08974756", "0897-4756"),
        ("2434-561x", "2434-561X"),
        ("1234-5678", ""),
        ("", ""),
    ],
)
def test_serial_numbers_add_up(text: str, issn: str):
    assert find_issn(text) == issn


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("9783161484100", "9783161484100"),
        ("978-3-16-148410-0 978-1-4028-9462-6", "978-3-16-148410-0"),
        ("0-8044-2957-X", "0-8044-2957-X"),
        ("9783161484101", ""),
        ("978316148410X", ""),
        ("none", ""),
    ],
)
def test_book_numbers_add_up(text: str, isbn: str):
    assert find_isbn(text) == isbn
