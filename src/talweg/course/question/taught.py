"""The terms that a question uses, and whether the lesson has taught them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from unicodedata import lookup

from talweg.course.question.content import Content
from talweg.losses import LOSSES
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

GLOSSARY = (
    "accuracy", "annealing", "batch norm", "bias correction", "central difference", "chain rule", "class weight",
    "condition number", "convex", "cooldown", "cross entropy", "curvature", "dropout", "early stopping",
    "eigenvalue", "entropy", "epoch", "exponential", "fine tuning", "generalise", "gradient clipping", "hessian",
    "heavy ball", "hinge", "huber", "in place", "l2", "label smoothing", "learning rate", "line search",
    "lipschitz", "logit", "mean absolute error", "mean squared error", "mini batch", "moving average", "nesterov",
    "newton", "one cycle", "one hot", "outlier", "overfit", "penalty", "perplexity", "plateau", "polyak",
    "regularisation", "regularization", "restart", "saddle", "second moment", "sigmoid", "softmax", "sparse",
    "stairs", "standard deviation", "trust region", "validation", "warm up", "weight decay", "zig zag",
)  # fmt: skip
"""Terms of the field, in the form in which texts are compared: small letters, and spaces for hyphens and underlines."""
ORDINARY = frozenset({"bowl", "constant", "linear", "polynomial", "step", "valley"})
"""Names on the library's shelves that are words of everyone's, and need no teaching."""
_GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|eta|kappa|lambda|mu|rho|sigma|tau|theta|phi|psi|omega)(?![a-z])"
)


def plain(text: str) -> str:
    """A text of HTML or Markdown as its terms are looked for."""
    words = unescape(re.sub(r"<[^>]+>", " ", text)).lower()
    return " ".join(re.sub(r"[-_\N{NON-BREAKING HYPHEN}]", " ", words).split())


def untaught(content: Content, hint: str, taught: str) -> Iterator[str]:
    """The terms and symbols of a question that do not stand in the lesson, given as `plain` text."""
    texts = [content.asks, hint, content.why, *content.offered, *(each.why for each in content.wrong)]
    said = "\n".join(texts)
    for name in sorted({found[1] for found in _GREEK.finditer(said)}):
        letter = lookup(f"GREEK SMALL LETTER {'LAMDA' if name == 'lambda' else name.upper()}")
        if letter not in taught and not (name == "epsilon" and "\u03f5" in taught):
            yield f"the symbol \\{name} is not in the lesson"
    words = plain(re.sub(r"\\[a-z]+", " ", said))
    for term in sorted({found[1] for found in _terms().finditer(words)}):
        if not re.search(rf"\b{term}", taught):
            yield f"the term {term!r} is not in the lesson"


@cache
def _terms() -> re.Pattern[str]:
    shelves = (OPTIMIZERS, LOSSES, SCHEDULES, SURFACES)
    names = {plain(each) for shelf in shelves for name, noun in shelf.items() for each in (name, noun.label)}
    known = sorted({*GLOSSARY, *names} - ORDINARY, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, known))})(?:s|es|ed|al)?\b")
