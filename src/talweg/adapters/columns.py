"""From a column of a table to columns of numbers: what is learned from the training rows and applied to all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.cells import ABSENT, Numbers, Texts

MOST = 50  # categories; rarer ones share a column
OTHER = "(other)"


class Encoder(Protocol):
    """How one column becomes numbers."""

    @property
    def name(self) -> str:
        """The column."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it becomes."""

    @property
    def note(self) -> str:
        """What was done, in words."""

    def encode(self, values: NDArray[Any]) -> Numbers:
        """The values (n,) as numbers (n, len(names))."""

    def surprise(self, values: NDArray[Any]) -> str:
        """What these values (n,) hold that the training rows did not, and what becomes of it; or nothing."""


@dataclass(frozen=True)
class Measured:
    """A column of numbers: missing ones get the median, all are centred and divided by their standard deviation."""

    name: str
    median: float
    mean: float
    deviation: float
    missing: int
    decimal: str = "."

    @classmethod
    def learn(cls, name: str, values: Numbers, decimal: str = ".") -> Measured | str:
        """What the training rows tell, or why the column is of no use."""
        finite = np.isfinite(values)
        known = values if finite.all() else values[finite]
        if not known.size:
            return "every value is missing"
        missing = len(values) - len(known)
        with np.errstate(all="ignore"):
            median = float(np.median(known))
            filled = np.where(finite, values, median) if missing else values
            mean, deviation = float(filled.mean()), float(filled.std())
        if known.min() == known.max():
            if not missing:
                return f"it is always {median:g}"
            deviation = 1.0  # known or missing is all that it tells
        if not deviation or not np.isfinite([median, mean, deviation]).all():
            return (
                f"its numbers, from {known.min():g} to {known.max():g}, are too large or too close to be standardised"
            )
        return cls(name, median, mean, deviation, missing, decimal)

    @property
    def names(self) -> tuple[str, ...]:
        """The column, and one that says where it was missing."""
        return (self.name, f"{self.name} is missing") if self.missing else (self.name,)

    @property
    def note(self) -> str:
        """What was done, in words."""
        text = f"numbers, standardised (mean {self.mean:.4g}, deviation {self.deviation:.4g})"
        if self.missing:
            text += f"; {self.missing} missing became the median {self.median:.4g}, with a column that says so"
        return text

    def encode(self, values: Numbers) -> Numbers:
        """The values (n,) as numbers (n, 1), or (n, 2) where some were missing in training."""
        known = np.isfinite(values)
        scaled = np.where(known, values, self.median)
        scaled -= self.mean
        scaled /= self.deviation
        return np.column_stack([scaled, ~known]) if self.missing else scaled[:, np.newaxis]

    def surprise(self, values: Numbers) -> str:
        """Values that are missing, where none was."""
        missing = 0 if self.missing else int((~np.isfinite(values)).sum())
        return f"{missing} missing, as none was in training, became the median {self.median:.4g}" if missing else ""


@dataclass(frozen=True)
class OneHot:
    """A column of texts: a column of 0 and 1 for each of its categories, and one that the rarest share.

    A missing value is a category of its own. A category that training had not has 0 everywhere, or is one of the rare.
    """

    name: str
    categories: tuple[str, ...]
    rare: int

    @classmethod
    def learn(cls, name: str, values: Texts) -> OneHot | str:
        """What the training rows tell, or why the column is of no use."""
        counts = Counter(values.tolist())
        if len(counts) == 1:
            (only,) = counts
            return "every value is missing" if only == ABSENT else f"it is always {only!r}"
        if len(counts) > MOST and 2 * len(counts) > len(values):
            return f"{len(counts)} different texts in {len(values)} rows name the rows and tell nothing about them"
        common = sorted(counts, key=lambda text: (-counts[text], text))[:MOST]
        return cls(name, tuple(sorted(common)), len(counts) - len(common))

    @property
    def names(self) -> tuple[str, ...]:
        """One name a category."""
        shown = (*self.categories, OTHER) if self.rare else self.categories
        return tuple(f"{self.name} = {category}" for category in shown)

    @property
    def note(self) -> str:
        """What was done, in words."""
        text = f"{len(self.categories)} categories, one column each"
        if ABSENT in self.categories:
            text += ", missing values among them"
        return text + (f"; {self.rare} rarer ones share a column" if self.rare else "")

    def encode(self, values: Texts) -> Numbers:
        """The values (n,) as 0 and 1 (n, len(names))."""
        found = values[:, None] == np.array(self.categories, dtype=object)
        columns = [found, ~found.any(axis=1)] if self.rare else [found]
        return np.column_stack(columns).astype(float)

    def surprise(self, values: Texts) -> str:
        """Categories that training had not."""
        strange = values[~np.isin(values.astype(str), self.categories)]
        if self.rare or not len(strange):
            return ""
        shown = ", ".join(repr(text) for text in sorted(set(strange))[:3])
        return f"{len(strange)} have a category that training had not, such as {shown}"
