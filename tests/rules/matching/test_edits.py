"""What a slip of the pen is, and what makes another paper's title."""

from __future__ import annotations

import pytest

from pipeline.rules.matching.edits import EditKind, has_coined_name
from pipeline.rules.matching.titles import TitleRelation, compare_titles

FILL = "for the Recognition of Many Things"


@pytest.mark.parametrize(
    ("ours", "theirs", "edit"),
    [
        ("Mining Obect Parts", "Mining Object Parts", "harmless"),
        ("Visualizing te Activity", "Visualizing the Activity", "harmless"),
        ("Visualising the Activity", "Visualizing the Activity", "harmless"),
        ("Importance of Units via blation", "Importance of Units via Ablation", "harmless"),
        ("Interpretable CNN Filters", "Interpretable CNNs Filters", "harmless"),
        ("A Study of the Filters", "A Study of Filters", "meaning"),
        ("Study of a Filter", "Study of Filter", "harmless"),
        ("Exploring LOT in Nets", "Exploring LOTX in Nets", "acronym"),
        ("Learning with RNNs", "Learning with CNNs", "meaning"),
        ("Learning with NNs", "Learning with RNNs", "meaning"),
        ("Learning with CNN", "Learning with RCNN", "meaning"),
        ("Supervised Hashing", "Unsupervised Hashing", "meaning"),
        ("Symmetric Games", "Asymmetric Games", "meaning"),
        ("Attention is not Explanation", "Attention is now Explanation", "meaning"),
        ("Attention is not Explanation", "Attention is no Explanation", "meaning"),
        ("Learning without Labels", "Learning wihout Labels", "meaning"),
        ("Grad CAM of Obect Parts", "GradCAM of Object Parts", "harmless"),
        ("A Micro View", "A Macro View", "meaning"),
        ("Visual Things II", "Visual Things III", "meaning"),
        ("Why Should Trust You", "Why Should I Trust You", "harmless"),
        ("Visual Things I", "Visual Things", "meaning"),
        ("Results of 2018", "Results of 2019", "meaning"),
        ("Learning 3D Shape", "Learning 2D Shape", "meaning"),
        ("Tests of Shape", "Texts of Shape", "meaning"),
        ("DEEP NET STUDY", "DEEP NETS STUDY", "harmless"),
    ],
)
def test_edits(ours: str, theirs: str, edit: str):
    found = compare_titles(f"{ours} {FILL}", f"{theirs} {FILL}")
    if edit == "meaning" and found.relation.value == "title_near":
        return  # more than two edits are no slip at all
    assert found.relation.value in ("title_one_edit", "title_two_edits")
    assert found.edit.value == edit


@pytest.mark.parametrize(
    ("ours", "theirs", "edit"),
    [
        ("exploring lot in nets for many things", "exploring lotx in nets for many things", "acronym"),
        ("EXPLORING LOT IN NETS FOR MANY THINGS", "EXPLORING LOTX IN NETS FOR MANY THINGS", "acronym"),
        ("EXPLORING WITH NETS FOR MANY THNGS", "EXPLORING WITH NETS FOR MANY THINGS", "harmless"),
        ("Exploring Lot in Nets for Many Things", "Exploring Lotx in Nets for Many Things", "harmless"),
    ],
)
def test_short_words_may_be_acronyms_in_one_case(ours: str, theirs: str, edit: str):
    assert compare_titles(ours, theirs).edit.value == edit


@pytest.mark.parametrize(
    ("title", "is_coined"),
    [
        ("GraphSVX: a way", True),
        ("Deep XBART nets", True),
        ("XBART", True),
        ("DEEP XBART NETS", False),
        ("Deep CNN nets", False),
        ("The results of 2018", False),
        ("Deep nets", False),
    ],
)
def test_coined_names(title: str, is_coined: bool):
    assert has_coined_name(title) is is_coined


@pytest.mark.parametrize(
    ("ours", "theirs", "relation"),
    [
        ("The Same", "the same", "title_equal"),
        ("The Black-Box", "The Blackbox", "title_equal_but_for_spaces"),
        ("Testing with Vectors (TCAV)", "Testing with Vectors", "title_equal_but_for_bracketed_acronym"),
        ("Deep Nets", "Deep Nets: A Survey of Things", "title_without_its_subtitle"),
        ("Deep Nets - A Survey of Things", "Deep Nets", "title_with_a_subtitle_more"),
        ("How Important Is a Neuron?", "How Important Is a Neuron? A Study", "title_without_its_subtitle"),
        ("A3: Activation Anomaly Analysis", "Activation Anomaly Analysis", "title_with_a_subtitle_more"),
        ("Something", "Else entirely", "title_different"),
        ("", "Anything", "title_different"),
        ("Visualizing Object Detection Features Here", "Visualizing Object Detection Feature Maps Here", "title_near"),
    ],
)
def test_relations(ours: str, theirs: str, relation: str):
    assert compare_titles(ours, theirs).relation.value == relation


MANY = " ".join(f"alpha{at}" for at in range(400))


@pytest.mark.parametrize(
    ("ours", "theirs", "relation"),
    [
        (MANY, MANY, TitleRelation.EQUAL),
        (f"{MANY} end", f"begin {MANY}", TitleRelation.DIFFERENT),
        ("a b " * 150, "b a " * 150 + "b", TitleRelation.ONE_EDIT),
    ],
)
def test_titles_longer_than_any_are_not_aligned(ours: str, theirs: str, relation: TitleRelation):
    found = compare_titles(ours, theirs)
    assert (found.relation, found.edit is EditKind.MEANING) == (relation, relation is not TitleRelation.EQUAL)
