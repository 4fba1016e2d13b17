"""The judge: settings in, legal settings out, and what was said of those that were not legal.

`lib/settings/judge.js` is this file in JavaScript, kind by kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from talweg.course.schema.fields import (
    ChoiceField,
    End,
    Field,
    HyperField,
    NumberField,
    NumbersField,
    PlacesField,
    Schema,
    SeveralField,
    TableField,
    TablesField,
    TextField,
    ValuesField,
)
from talweg.course.schema.refusal import Refusal
from talweg.course.schema.span import Span, is_number
from talweg.course.schema.text import exact, number, shown
from talweg.formula import Expression, expression

LEFT_OUT = "it is left out"


def judge(schema: Schema, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """The legal settings nearest to those given, and a refusal for each that was not legal. What is missing rests."""
    judging = _Judging()
    for name, field in schema.items():
        judging.setting, said = name, len(judging.refusals)
        judging.settings[name] = judging.one(name, given.get(name, _rest(field)), field)
        if name not in given:  # a default gives way without a word
            del judging.refusals[said:]
        judging.counts[name] = judging.count(judging.settings[name], field)
    return judging.settings, judging.refusals


def at_rest(schema: Schema) -> dict[str, Any]:
    """The settings of a panel at rest, as JSON holds them; the caller may change them."""
    return {name: _rest(field) for name, field in schema.items()}


def _rest(field: Field) -> Any:
    default = field.default
    return list(default) if isinstance(default, tuple) else dict(default) if isinstance(default, Mapping) else default


@cache
def arithmetic(text: str, known: tuple[str, ...]) -> Expression:
    """An end of a range, read as a formula over the settings judged before."""
    return expression(text, known, "a setting")


class _Judging:
    """One judgement: the settings so far, what each counts as in arithmetic, and what was refused."""

    def __init__(self) -> None:
        self.setting = ""
        self.settings: dict[str, Any] = {}
        self.counts: dict[str, float] = {}
        self.refusals: list[Refusal] = []

    def one(self, name: str, value: Any, field: Field) -> Any:
        return _KINDS[type(field)](self, name, value, field)

    def count(self, value: Any, field: Field) -> float:
        match field:
            case NumberField():
                none = math.nan if field.none is None else self.end(field.none)
                return none if value is None else float(value)
            case ChoiceField():
                return float([*field.options, None].index(value))
            case PlacesField():
                return len(value) / 2
        return float(len(value)) if isinstance(value, (list, dict, str)) else math.nan

    def end(self, end: End) -> float:
        return float(arithmetic(end, tuple(self.counts))(**self.counts)) if isinstance(end, str) else end

    def span(self, field: NumberField) -> Span:
        low, high = self.end(field.low), self.end(field.high)
        default = self.end(field.none) if field.none is not None else field.default
        low_open, high_open = field.low_open or math.isinf(low), field.high_open or math.isinf(high)
        made = Span(default, low, high, low_open, high_open, field.integer)
        # A default that the other settings leave no room for gives way.
        if default is None or made.legal(default):
            return made
        return Span(made.nearest(default), low, high, low_open, high_open, field.integer)

    def refuse(self, name: str, value: Any, why: str, outcome: str, **names: Any) -> None:
        self.refusals.append(Refusal(self.setting, name, value, why, outcome, **names))

    def number(self, name: str, value: Any, field: NumberField) -> float | None:
        legal = self.span(field)
        if value is None and field.default is None:
            return None
        used = legal.nearest(value)
        if not legal.legal(value):
            why = f"is outside {legal}" if is_number(value) else "is not a number"
            self.refuse(name, value, why, LEFT_OUT if used is None else f"using {exact(used)}", legal=str(legal))
        return None if field.none is not None and used == legal.default else used

    def choice(self, name: str, value: Any, field: ChoiceField) -> str | None:
        asked = number(value) if is_number(value) else value
        if (isinstance(asked, str) and asked in field.options) or (value is None and field.default is None):
            return asked
        used = f"using {field.options[field.default]}" if field.default else LEFT_OUT
        self.refuse(name, value, "is not known here", used, known=tuple(field.options))
        return field.default

    def several(self, name: str, value: Any, field: SeveralField) -> list[str]:
        asked = list(value) if isinstance(value, (list, tuple)) else [value]
        names = [each for each in asked if isinstance(each, str) and each in field.options]
        strange = {shown(each): each for each in asked if not (isinstance(each, str) and each in field.options)}
        for each in strange.values():
            why = f"is not a {field.noun} known here"
            self.refuse(name, each, why, LEFT_OUT, noun=field.noun, known=tuple(field.options))
        known = [each for each in field.options if each in names]
        if len(known) > field.most:
            self.refuse(name, known, f"are more than {exact(field.most)}", f"using the first {exact(field.most)}")
        return known[: int(min(field.most, len(known)))]

    def numbers(self, name: str, value: Any, field: NumbersField) -> list[Any] | None:
        if value is None and field.default is None:
            return None
        views = field.views[self.settings[field.on]] if field.on else ()
        spans = [self.span(NumberField(None, low, high)) for low, high in views] + [
            self.span(each) for each in field.ranges
        ]
        legal = " and ".join(dict.fromkeys(map(str, spans)))
        items = list(value) if isinstance(value, (list, tuple)) else []
        asked = [
            span.high if isinstance(each, str) and each == field.word else each
            for each, span in zip(items, spans, strict=False)
        ]
        if len(items) != len(spans) or not all(is_number(each) and math.isfinite(each) for each in asked):
            used = field.without if field.default is None else f"using {shown(list(field.default))}"
            word = f", or {field.word!r} for the highest" if field.word else ""
            self.refuse(name, value, f"is not {field.what}", used, accepted=f"{len(spans)} numbers in {legal}{word}")
            return None if field.default is None else list(field.default)
        kept = [span.nearest(each) for each, span in zip(asked, spans, strict=True)]
        if kept != asked:
            self.refuse(name, value, f"is outside {legal}", f"using {shown(kept)}")
        if field.word is None:
            return kept
        return [field.word if each == span.high else each for each, span in zip(kept, spans, strict=True)]

    def places(self, name: str, value: Any, field: PlacesField) -> list[float | None]:
        items = list(value) if isinstance(value, (list, tuple)) else [value]
        finite = [is_number(each) and math.isfinite(each) for each in items]
        count = (finite.index(False) if False in finite else len(items)) // 2
        if 2 * count < len(items):
            why, ends = "is not a place, which is two numbers", f"the list ends after {count}"
            self.refuse(name, items[2 * count : 2 * count + 2], why, ends, legal=str(self.span(field.each)))
        most, legal = self.end(field.most), self.span(field.each)
        if count > most:
            self.refuse(name, count, "places are too many", f"the list ends after {exact(most)}")
        kept = [legal.nearest(each) for each in items[: 2 * int(min(count, most))]]
        strange = [each for each, legal_one in zip(items, kept, strict=False) if each != legal_one]
        if strange:
            self.refuse(name, strange[0], f"is outside {legal}", "the nearest place is used")
        return kept

    def hyper(self, name: str, owner: str, value: Any, ranges: Mapping[str, NumberField]) -> dict[str, Any]:
        """Hyperparameters that were set: legal ones kept, the rest mended or left out."""
        if not isinstance(value, Mapping):
            tables = (f" such as {{{key!r}: {each.default}}}" for key, each in ranges.items())
            example = next(tables, ", {}")
            self.refuse(name, value, "is not a set of values", "using the defaults", accepted=f"a table{example}")
            return {}
        kept = {}
        for key, each in value.items():
            if key in ranges:
                kept[key] = self.number(f"{owner}{key}", each, ranges[key])
            else:
                noun = f"hyperparameter of {name}"
                why = "names no hyperparameter"
                self.refuse(f"{owner}{key}", each, why, LEFT_OUT, noun=noun, known=(*ranges,), asked=str(key))
        return kept

    def table(self, name: str, value: Any, field: TableField) -> dict[str, Any]:
        return self.hyper(name, "", value, field.tables[self.settings[field.on]])

    def tables(self, name: str, value: Any, field: TablesField) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            accepted = f"a table of tables, each by the name of a {field.noun}"
            self.refuse(name, value, "is not a set of values", "using the defaults", accepted=accepted)
            return {}
        kept = {}
        for each, own in value.items():
            if each in field.tables:
                kept[each] = self.hyper(each, f"{each} ", own, field.tables[each])
            else:
                why = f"is not a {field.noun} known here"
                self.refuse(name, each, why, LEFT_OUT, noun=field.noun, known=tuple(field.tables))
        return kept

    def name(self, name: str, value: Any, field: HyperField) -> Any:
        known = [key for table, on in zip(field.tables, field.on, strict=True) for key in table[self.settings[on]]]
        if value is None or (value in known and value != self.settings.get(field.apart or "")):
            return value
        if value in known:
            others = " or ".join(repr(each) for each in known if each != value) or "None"
            self.refuse(name, value, f"is {field.apart} already", LEFT_OUT, accepted=others)
        else:
            self.refuse(name, value, "names no hyperparameter", LEFT_OUT, noun="hyperparameter", known=tuple(known))
        return None

    def values(self, name: str, value: Any, _field: ValuesField) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            accepted = "a table of numbers by their names"
            self.refuse(name, value, "is not a set of values", "using the defaults", accepted=accepted)
            return {}
        kept = {str(key): self.number(f"{name} {key}", each, NumberField(None)) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each is not None}

    def text(self, name: str, value: Any, field: TextField) -> str:
        if not isinstance(value, str):
            accepted = f"a text of at most {field.most:,} characters"
            self.refuse(name, value, "is not a text", "using the default", accepted=accepted)
            return field.default
        if len(value) <= field.most + field.spare:
            return value
        self.refuse(name, value, f"has {len(value):,} characters, more than {field.most:,}", "the rest is cut off")
        return value[: field.most]


_KINDS: dict[type[Field], Callable[[_Judging, str, Any, Any], Any]] = {
    NumberField: _Judging.number,
    ChoiceField: _Judging.choice,
    SeveralField: _Judging.several,
    NumbersField: _Judging.numbers,
    PlacesField: _Judging.places,
    TableField: _Judging.table,
    TablesField: _Judging.tables,
    HyperField: _Judging.name,
    ValuesField: _Judging.values,
    TextField: _Judging.text,
}
