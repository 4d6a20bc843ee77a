"""Numbers of things in words."""


def count(number: int, what: str, many: str = "") -> str:
    """“1 record”, “2 records”; `many` where it is not made by an s.

    >>> count(1, "row"), count(1200, "row"), count(2, "is one", "are two")
    ('1 row', '1,200 rows', '2 are two')
    """
    return f"{number:,} {what if number == 1 else many or f'{what}s'}"
