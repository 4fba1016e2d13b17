"""Numbers as people and programs write them: 1234.5, 1,234.50, 1.234,5, $ 20, 5 %, (3.00)."""

from __future__ import annotations

import re
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

    bare = texts
    if texts.str.contains(r"[^\d.,eE+-]").any():
        bare = bare.str.replace_all("\u2212", "-").str.replace(r"^\((.+)\)$", "-$1")
        bare = bare.str.replace(rf"^([+-]?)\s*{UNIT}\s*", "${1}").str.replace(rf"\s*{UNIT}$", "")
    fits = {mark: bare.str.contains(pattern) for mark, pattern in PATTERNS.items()}
    counts = {mark: int(fit.sum() or 0) for mark, fit in fits.items()}
    decided = counts["."] != counts[","]
    mark = decimal or (max(counts, key=lambda each: counts[each]) if decided else doubt)
    fit = fits[mark].fill_null(False)
    sure = decimal is not None or decided or not bool((fit & bare.str.contains(r"[.,]\d{3}$")).any())
    values, units, example = [], dict[str | None, None](), None
    for begin in range(0, max(1, len(texts)), PART):
        written, numbers = texts.slice(begin, PART), _values(bare.slice(begin, PART), fit.slice(begin, PART), mark)
        values.append(numbers)
        units |= dict.fromkeys(
            written.filter(numbers.is_not_null()).str.extract(f"({UNIT})").unique(maintain_order=True)
        )
        example = example or _example(written, numbers)
    return Numerals(polars.concat(values), mark, sure, tuple(units), example)


def _values(bare: Any, fit: Any, mark: str) -> Any:
    """The numbers, by the decimal mark, of the texts without units that `fit`; null elsewhere."""
    import polars

    plain = bare.str.replace_all(r"[\s'\u2019,]" if mark == "." else r"[\s'\u2019.]", "").str.replace(
        ",", ".", literal=True
    )
    values = polars.select(polars.when(fit).then(plain)).to_series().cast(polars.Float64, strict=False)
    return values.set(values.is_infinite(), None)


def _example(texts: Any, values: Any) -> tuple[str, float] | None:
    """The first text, with its number, that is not read as it stands."""
    import polars

    changed = values.is_not_null() & (texts.cast(polars.Float64, strict=False).ne_missing(values))
    return (texts.filter(changed)[0], values.filter(changed)[0]) if changed.any() else None
