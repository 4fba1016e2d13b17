"""Every error Talweg raises on purpose.

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

Each also derives from the built-in error in brackets, so ordinary `except ValueError` works.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


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


def unknown(owner: str, noun: str, name: str, accepted: Iterable[str]) -> UnknownNameError:
    """The error for `name`, which is none of `accepted`: names the nearest, or lists them all."""
    accepted = sorted(accepted)
    initials = "".join(word[:1] for word in name.split("_"))
    # learning_rate is near lr, and epsilon near eps, though their letters are not.
    near = [each for each in accepted if each == initials or name.startswith(each)]
    near += get_close_matches(name, accepted, n=1, cutoff=0.5)
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif accepted:
        hint = "it has " + ", ".join(repr(each) for each in accepted)
    else:
        hint = "it has none"
    return UnknownNameError(f"{owner} has no {noun} {name!r}; {hint}")
