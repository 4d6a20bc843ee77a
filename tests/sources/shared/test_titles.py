import pytest

from pipeline.sources.shared import titles


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Pears", "A Survey", "Pears: A Survey"),
        ("Pears?", "A Survey", "Pears? A Survey"),
        ("Pears: a survey", "A Survey", "Pears: a survey"),
        ("Pears", "…", "Pears"),
        ("", "A Survey", ""),
        (
            "Sour Pears in Peeled Cans and Their Storage",
            "SOUR PEARS IN CANS",
            "Sour Pears in Peeled Cans and Their Storage",
        ),
        ("Sour Pears", "THE FRUIT OF 1990", "Sour Pears"),
        ("SOUR PEARS", "THE FRUIT OF 1990", "SOUR PEARS: THE FRUIT OF 1990"),
        (
            "Do pears cause sour jelly with dark kernels?",
            "Jelly in WDK",
            "Do pears cause sour jelly with dark kernels?",
        ),
        ("Sour Pears", "PEARL", "Sour Pears: PEARL"),
    ],
)
def test_join_subtitle(title, subtitle, whole):
    assert titles.join_subtitle(title, subtitle) == whole


@pytest.mark.parametrize(
    ("title", "trimmed"),
    [
        ("Functional Modelling of Longitudinal Data*", "Functional Modelling of Longitudinal Data"),
        ("Price setting ☆", "Price setting"),
        ("Optimal search with A*", "Optimal search with A*"),
        ("Lazy Theta*", "Lazy Theta*"),
        ("Adult fibroblasts by defined factors.", "Adult fibroblasts by defined factors"),
        ("Acme v. Corp. Inc.", "Acme v. Corp. Inc."),
    ],
)
def test_trim_title(title, trimmed):
    assert titles.trim_title(title) == trimmed


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Strength of Pears<sup>1,2</sup>", "Strength of Pears"),
        ("Strength of Pears <sup><i>a</i></sup> ", "Strength of Pears"),
        ("Strength of Pears<sup>†</sup>", "Strength of Pears"),
        ("Pears at 10<sup>5</sup>", "Pears at 10⁵"),
        ("Pears per km<sup>2</sup>", "Pears per km²"),
        ("Pears of Ca<sup>2+</sup>", "Pears of Ca²⁺"),
        ("Pears in $$L^2$$ and $$\\beta $$ β", "Pears in $L^2$ and $\\beta$"),
        ("(:unav)", ""),
        ("[s.n.]", ""),
        ("No title supplied", ""),
        (None, ""),
    ],
)
def test_marks_and_placeholders_are_no_title(raw, title):
    assert titles.find_title({"title": raw}, "title") == title


def test_the_first_title_that_is_one():
    assert titles.find_first_title({"title": ["", None, "Pears", "Pommes"]}, "title") == "Pears"


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Doctor of Philosophy", "PhD thesis"),
        ("PhD", "PhD thesis"),
        ("Master of Science in Pears (MSP)", "Master’s thesis"),
        ("M.Sc.", "Master’s thesis"),
        ("bachelor thesis", "Bachelor’s thesis"),
        ("Thesis", ""),
        ("", ""),
    ],
)
def test_kinds_of_thesis(stated, kind):
    assert titles.find_thesis_kind(stated) == kind
