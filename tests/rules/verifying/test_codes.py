"""The table of codes is that of the contract, and each of them is told in words."""

import re

from pipeline.model.verification import Severity
from pipeline.rules.verifying.codes import finding_codes, severity_of

CONTRACT = (
    "doi_of_another_paper doi_not_registered title_differs authors_differ authors_missing authors_added"
    " authors_reordered placeholder_authors year_differs year_in_future pages_differ volume_differs"
    " arxiv_of_another_paper venue_differs venue_unknown never_published two_papers retracted published_version doubled"
).split()


def test_the_table_has_the_codes_of_the_contract():
    assert sorted(finding_codes()) == sorted(CONTRACT)


def test_only_what_is_told_beside_is_a_note():
    notes = {code for code in finding_codes() if severity_of(code) is Severity.NOTE}
    assert notes == {"retracted", "published_version", "doubled"}


def test_each_code_is_told_in_words():
    for code, one in finding_codes().items():
        assert re.fullmatch(r"[a-zA-Z ]{3,40}", one.label), code
        assert re.fullmatch(r"[A-Z].+\.", one.help), code
        assert one.level in ("error", "warning", "note"), code
        assert (one.level == "error") <= (one.severity is Severity.ERROR), code
