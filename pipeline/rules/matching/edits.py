"""What one or two edits in a title mean: a typing error, or the title of another paper."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from pipeline.text.folding import STOP_WORDS, FoldedTitle, fold


class EditKind(StrEnum):
    """What an edit does, from the least to the gravest; the order is used."""

    HARMLESS = "harmless"
    ACRONYM = "acronym"
    MEANING = "meaning"


_NUMERALS = frozenset(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
_PRONOUN = re.compile(
    r"\b(am|and|as|can|could|did|do|have|how|if|know|may|must|should|that|what|when|where|which|why|will|would)"
    r" i (?=\w)"
)
"""An “i” that means a person, as in “Why Should I Trust You?”, and no number of a part."""
_NEGATIONS = frozenset(("not", "no", "non", "without"))
PREFIXES = (
    "un",
    "in",
    "im",
    "ir",
    "il",
    "non",
    "dis",
    "de",
    "re",
    "semi",
    "self",
    "multi",
    "anti",
    "sub",
    "super",
    "bi",
)
"""Prefixes that make another word: “supervised” and “unsupervised” differ by no typing error."""

_PRIVATIVE = frozenset(
    ("moral", "periodic", "political", "social", "symmetric", "symmetry", "synchronous", "theoretic", "typical")
)
"""Words that an “a” turns into their opposite: “asynchronous”. In “ablation” a lost “a” is only lost."""

_KNOWN_ACRONYMS = frozenset(
    "ae ai bert bnn cnn cnns crf ct ctc dnn dnns dqn elm em gan gans gcn gcns gnn gnns gp gpt hmm irl kl lda llm llms"
    " lm lp lstm lstms mcmc mdp ml mlp moe mri mt nas ner nlg nlp nmt nn nns ocr ode ot pca pde pgd ppo qa rbf rbm rl"
    " rnn rnns sgd sat smt sql ssl svd svm svms tcn tts vae vaes vc vit vqa xai".split()
)
"""Acronyms that stand for themselves: a row's “CNN” is no “RCNN” that lost a letter."""


def classify_edit(left: FoldedTitle, right: FoldedTitle, acronyms: frozenset[str]) -> EditKind:
    """The gravest kind among the edits that turn a candidate's title (right) into a row's (left).

    `acronyms` are those of the candidate's title, as `find_acronyms` gives them.

    >>> classify_edit("mining obect parts", "mining object parts", frozenset()).value
    'harmless'
    >>> classify_edit("supervised hashing", "unsupervised hashing", frozenset()).value
    'meaning'
    """
    if re.findall(r"\d+", left) != re.findall(r"\d+", right):
        return EditKind.MEANING
    if f"on {left}" == right or f"on {right}" == left:
        return EditKind.MEANING  # “On the X of Y” is written about “The X of Y”
    kinds = [_classify_words(*pair, acronyms) for pair in _changed_words(_drop_pronoun(left), _drop_pronoun(right))]
    return max(kinds, key=list(EditKind).index, default=EditKind.HARMLESS)


def find_acronyms(title: str) -> frozenset[str]:
    """The words of a title that are written as acronyms, folded; in a title without mixed case, the short words."""
    words = re.findall(r"\w+", title)
    if title.isupper() or title.islower():
        return frozenset(fold(word) for word in words if len(word) <= 4) - STOP_WORDS
    return frozenset(fold(word) for word in words if sum(char.isupper() or char.isdigit() for char in word) > 1)


def has_coined_name(title: str) -> bool:
    """True for a title with a name made for this paper (“GraphSVX”, “XBART”), which tells more than a common word."""
    if title.isupper() and " " in title.strip():
        return False  # a title in capitals shows no names
    words = [word for word in re.findall(r"\w+", title) if sum(char.isupper() or char.isdigit() for char in word) > 1]
    return any(len(word) >= 3 and not word.isdigit() and fold(word) not in _KNOWN_ACRONYMS for word in words)


def _drop_pronoun(title: FoldedTitle) -> FoldedTitle:
    return FoldedTitle(_PRONOUN.sub(r"\1 ", title))


def _changed_words(left: FoldedTitle, right: FoldedTitle) -> list[tuple[str, str]]:
    """The runs of words that differ, each as (left, right) without spaces."""
    a, b = left.split(), right.split()
    if max(len(a), len(b)) > 200:  # no title has so many words, and aligning equal ones takes the square of the time
        return [("", left)]
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [("".join(a[i:j]), "".join(b[k:m])) for tag, i, j, k, m in codes if tag != "equal"]


def _classify_words(left: str, right: str, acronyms: frozenset[str]) -> EditKind:
    if left == right:
        return EditKind.HARMLESS
    if left in _NUMERALS and right in _NUMERALS:
        return EditKind.MEANING
    if not left or not right:
        return EditKind.HARMLESS if (left or right) in STOP_WORDS else EditKind.MEANING
    if _is_prefixed(*sorted((left, right), key=len)):
        return EditKind.MEANING
    edits = {edit.tag for edit in Levenshtein.editops(left, right)}
    if "replace" in edits:
        return _classify_replacement(left, right)
    return _classify_letter(left, right, acronyms, is_lost="delete" not in edits)


def _is_prefixed(short: str, long: str) -> bool:
    prefixed = any(long == prefix + short for prefix in PREFIXES)
    return prefixed or (long == f"a{short}" and short in _PRIVATIVE)


def _classify_replacement(left: str, right: str) -> EditKind:
    """Another letter makes another word (CNN and RNN, micro and macro), but for two spellings (visualise)."""
    swaps = [edit for edit in Levenshtein.editops(left, right) if edit.tag == "replace"]
    is_spelling = all({left[swap.src_pos], right[swap.dest_pos]} == {"s", "z"} for swap in swaps)
    return EditKind.HARMLESS if is_spelling and min(len(left), len(right)) > 4 else EditKind.MEANING


def _classify_letter(left: str, right: str, acronyms: frozenset[str], *, is_lost: bool) -> EditKind:
    """A letter lost in an ordinary word is a typing error; in an acronym it may make another one."""
    if {left, right} & _NEGATIONS and not is_lost:
        return EditKind.MEANING
    if left == f"{right}s" or right == f"{left}s":
        return EditKind.HARMLESS
    if left in _KNOWN_ACRONYMS:
        return EditKind.MEANING
    if right not in acronyms | _KNOWN_ACRONYMS:
        return EditKind.HARMLESS if is_lost or len(right) >= 4 else EditKind.MEANING
    return EditKind.ACRONYM if is_lost else EditKind.MEANING
