"""Every error Talweg raises, and every warning it gives, on purpose.

TalwegError
├── DeclarationError   (TypeError)   a formula or its signature is outside what the readers understand
├── UnknownNameError   (KeyError)    a name that is not registered, with the nearest one that is
├── RangeError         (ValueError)  a value outside its legal range, or hyperparameters that contradict each other
├── MissingError       (TypeError)   a hyperparameter without a default was not given
├── ShapeError         (ValueError)  arrays or trees whose shapes do not fit each other
├── DtypeError         (TypeError)   an array of a type that cannot be used here
├── ReadOnlyError      (ValueError)  an array that cannot be written in place
├── NonFiniteError     (ArithmeticError) NaN or infinity where a number is needed
├── LabelError         (ValueError)  targets that a loss cannot take: no class, no probability, no sign
├── CheckpointError    (ValueError)  a checkpoint that is damaged, foreign, or of another run
├── StoreError         (RuntimeError) the learners' store cannot be read or written now
├── SittingError       (RuntimeError) an exam that is over, or whose keys are asked for before it is
└── AccessError        (PermissionError) a name, a code or a password that opens nothing
    └── TooManyTriesError  so many wrong tries that the next must wait

TalwegWarning          (UserWarning)
└── TrainingWarning    a training run that ended in finite numbers and learned nothing

Each also derives from the built-in error in brackets, so ordinary `except ValueError` works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches


def shown(value: object, most: int = 80) -> str:
    """A value as an error names it: on one line, cut off where it is long, and whatever its repr does."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # such as a whole number of more digits than Python prints
        text = f"a {type(value).__name__} that cannot be written out"
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


class TalwegError(Exception):
    """The base of every error raised on purpose."""


class DeclarationError(TalwegError, TypeError):
    """A formula that the readers cannot read."""


class UnknownNameError(TalwegError, KeyError):
    """A name that is not registered."""

    __str__ = Exception.__str__  # KeyError would show the message in quotes


class RangeError(TalwegError, ValueError):
    """A value outside its legal range."""


class MissingError(TalwegError, TypeError):
    """A hyperparameter without a default that was not given."""


class ShapeError(TalwegError, ValueError):
    """Shapes that do not fit each other."""


class DtypeError(TalwegError, TypeError):
    """An array of a type that cannot be used here."""


class ReadOnlyError(TalwegError, ValueError):
    """An array that cannot be written in place."""


class NonFiniteError(TalwegError, ArithmeticError):
    """NaN or infinity where a number is needed."""


class LabelError(TalwegError, ValueError):
    """Targets that a loss cannot take."""


class CheckpointError(TalwegError, ValueError):
    """A checkpoint that is damaged, foreign, or of another run."""


class StoreError(TalwegError, RuntimeError):
    """A store that cannot be reached, read or written now; nothing was half-written."""


class SittingError(TalwegError, RuntimeError):
    """Something that an exam's clock does not allow."""


class AccessError(TalwegError, PermissionError):
    """A name, a code or a password that opens nothing."""


class TooManyTriesError(AccessError):
    """Too many wrong tries; `wait` says for how many milliseconds none is heard."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class TalwegWarning(UserWarning):
    """What went on, and is most likely not what was wanted: the base of every warning given on purpose."""


class TrainingWarning(TalwegWarning):
    """A training run that ended in finite numbers and learned nothing."""


def unknown(owner: str, noun: str, name: object, accepted: Iterable[str]) -> UnknownNameError:
    """The error for `name`, which is none of `accepted`: names the nearest, or lists them all."""
    accepted = sorted(accepted)
    near = nearest(spelled(name), accepted)
    if near is not None:
        hint = f"did you mean {near!r}?"
    elif accepted:
        hint = "it has " + ", ".join(repr(each) for each in accepted)
    else:
        hint = "it has none"
    return UnknownNameError(f"{owner} has no {noun} {name!r}; {hint}")


def nearest(name: str, accepted: Iterable[str], *, guess: bool = True) -> str | None:
    """The one of `accepted` that `name` most likely stands for; a mere likeness counts only as a `guess`.

    The same letters come first ("CrossEntropy"), then initials (learning_rate is lr, BCELoss binary_cross_entropy),
    then one within the other (CosineAnnealingLR, CrossEntropyLoss), then letters that are nearly the same.
    """
    plain = {each: _letters(each) for each in sorted(accepted)}
    letters, words = _letters(name), [word.lower() for word in _WORD.findall(name)]
    initials = "".join(word[0] for word in words)
    for each, its in plain.items():
        if letters and its == letters:
            return each
    for each, its in plain.items():
        if its == initials or (len(its) > 3 and _initials(each) in words and "_" in each):
            return each
    within = [each for each, its in plain.items() if (len(its) > 2 and its in letters) or letters.startswith(its)]
    around = [each for each, its in plain.items() if guess and len(letters) > 2 and letters in its]
    if within or around:
        return max(within, key=len) if within else min(around, key=len)
    close = get_close_matches(letters, plain.values(), n=1, cutoff=0.5) if guess else []
    return next((each for each, its in plain.items() if its in close), None)


def spelled(given: object) -> str:
    """What a value is called: a text is itself, a function or class has its name, anything else its class's."""
    return given if isinstance(given, str) else getattr(given, "__name__", type(given).__name__)


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _initials(name: str) -> str:
    return "".join(word[:1] for word in name.split("_"))
