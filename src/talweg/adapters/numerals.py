"""Numbers as people and programs write them: 1234.5, 1,234.50, 1.234,5, $ 20, 5 %, (3.00)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

UNIT = r"[\p{Sc}%]"  # a currency or a per cent sign
PART = 1 << 14  # cells that are rewritten at a time: they are there several times over
LARGEST_WHOLE = 1 << 53  # beyond it float64 tells not every whole number from the next


def _written(decimal: str, group: str) -> str:
    grouped = rf"[1-9]\d{{0,2}}(?:(?:{group}\d{{3}})+|(?:[\s'\u2019]\d{{3}})+)"
    return rf"^[+-]?(?:(?:{grouped}|\d+)(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d+)?$"


PATTERNS = {".": _written(r"\.", ","), ",": _written(",", r"\.")}
LABEL = r"^[+-]?0\d+$"  # leading zeros


def is_number(text: str) -> bool:
    """Whether `text` reads as a number."""
    return any(re.match(pattern, text) for pattern in PATTERNS.values())


@dataclass(frozen=True, eq=False)
class Numerals:
    """A column of texts read as numbers: `values` (a Polars Series of float64) is null where no number stands.

    `decimal` is the mark that it was read by, `sure` whether the column itself or the user said so. `units` are the
    signs beside the numbers, None for bare ones; `example` a text and its number, where one is not read as it stands.
    """

    values: Any
    decimal: str
    sure: bool
    units: tuple[str | None, ...]
    example: tuple[str, float] | None

    @property
    def mixed(self) -> bool:
        """Whether the numbers are in more than one unit: two currencies, or per cent beside bare numbers."""
        return len({*self.units} - {None}) > 1 or {"%", None} <= {*self.units}


def read_numerals(texts: Any, decimal: str | None = None, doubt: str = ".") -> Numerals:
    """The texts (a Polars Series) as numbers, by one decimal mark: `decimal`, or the one that more of them agree with.

    Where both read as many, and differently (1,234), `doubt` decides.
    """
    import polars

    found = [_Part.of(each) for each in parts(texts)]
    counts = {mark: sum(int(part.fits[mark].sum()) for part in found) for mark in PATTERNS}
    decided = counts["."] != counts[","]
    mark = decimal or (max(counts, key=lambda each: counts[each]) if decided else doubt)
    values, units, example = [], dict[str | None, None](), None
    for part in found:
        numbers = part.as_they_stand() if mark == "." else None
        if numbers is None:
            numbers = part.values(mark)
            units |= part.units(numbers)
            example = example or part.example(numbers)
        elif numbers.count():
            units[None] = None
        values.append(numbers)
    sure = decimal is not None or decided or not any(part.may_be_thousands(mark) for part in found)
    return Numerals(polars.concat(values), mark, sure, tuple(units), example)


def parts(series: Any) -> Iterator[Any]:
    """The series, a part at a time; one part if it is empty."""
    return (series.slice(begin, PART) for begin in range(0, max(1, len(series)), PART))


@dataclass(frozen=True, eq=False)
class _Part:
    """Some texts, without what may stand around a number in `bare`, and which of them `fits` each decimal mark."""

    texts: Any
    bare: Any
    fits: dict[str, Any]

    @classmethod
    def of(cls, texts: Any) -> _Part:
        bare, plain = texts, texts.str.contains(PATTERNS["."])
        if not plain.all() and texts.str.contains(r"[^\d.,eE+-]").any():
            bare = bare.str.replace_all("\u2212", "-").str.replace(r"^\((.+)\)$", "-$1")
            bare = bare.str.replace(rf"^([+-]?)\s*{UNIT}\s*", "${1}").str.replace(rf"\s*{UNIT}$", "")
            plain = bare.str.contains(PATTERNS["."])
        fits = {".": plain.fill_null(False), ",": bare.str.contains(PATTERNS[","]).fill_null(False)}
        return cls(texts, bare if any(fit.any() for fit in fits.values()) else texts, fits)

    def as_they_stand(self) -> Any:
        """The numbers, where every text fits a decimal point and reads as one as it stands; or None."""
        if self.fits["."].sum() < self.texts.count():
            return None
        values = self._floats(self.texts)
        return values.set(values.is_infinite(), None) if values.null_count() == self.texts.null_count() else None

    def values(self, mark: str) -> Any:
        """The numbers by the decimal mark, null where the text is none."""
        import polars

        plain = self.bare.str.replace_all(r"[\s'\u2019,]" if mark == "." else r"[\s'\u2019.]", "")
        plain = plain.str.replace(",", ".", literal=True)
        values = self._floats(polars.select(polars.when(self.fits[mark]).then(plain)).to_series())
        return values.set(values.is_infinite(), None)

    def units(self, values: Any) -> dict[str | None, None]:
        """The signs beside the numbers."""
        signs = self.texts.filter(values.is_not_null()).str.extract(f"({UNIT})")
        return dict.fromkeys(signs.unique(maintain_order=True))

    def example(self, values: Any) -> tuple[str, float] | None:
        """The first text, with its number, that is not read as it stands."""
        changed = values.is_not_null() & self._floats(self.texts).ne_missing(values)
        return (self.texts.filter(changed)[0], values.filter(changed)[0]) if changed.any() else None

    def may_be_thousands(self, mark: str) -> bool:
        """Whether a number ends in three digits after a mark."""
        return bool((self.fits[mark] & self.bare.str.contains(r"[.,]\d{3}$")).any())

    @staticmethod
    def _floats(texts: Any) -> Any:
        import polars

        return texts.cast(polars.Float64, strict=False)
