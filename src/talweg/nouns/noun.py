"""What the four nouns share: a formula, its hyperparameters, and how both are shown and replaced."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib import import_module
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from talweg.errors import MissingError, RangeError
from talweg.formula import Formula, Inequality, Range
from talweg.nouns.own_file import file_of, load


class _Shown:
    """How a noun is called, for inspect, editors and notebooks: its hyperparameters by name, each with its value and
    its legal range. The classes of nouns have their own signatures."""

    def __get__(self, noun: Noun | None, owner: type[Noun]) -> Signature:
        if noun is None:
            raise AttributeError("__signature__")
        values, legal = {**noun.hyper, **noun._settings}, noun.legal
        hyper = [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=values.get(name, Parameter.empty),
                annotation=Annotated[legal[name].kind, str(legal[name])] if name in legal else Parameter.empty,
            )
            for name in (*noun.formula.hyper, *noun._settings)
        ]
        return Signature([*noun._taken, *hyper])


@dataclass(frozen=True, eq=False, repr=False)
class Noun:
    """A formula with values for its hyperparameters."""

    formula: Formula
    hyper: Mapping[str, Any] = field(default_factory=dict)
    requires: tuple[Inequality, ...] = ()

    __signature__: ClassVar[Any] = _Shown()

    def __post_init__(self) -> None:
        """Its text is the formula's own, for help and editors."""
        object.__setattr__(self, "__doc__", self.formula.doc)

    @property
    def _taken(self) -> tuple[Parameter, ...]:
        """What a call takes in front of the hyperparameters."""
        return ()

    @property
    def _settings(self) -> Mapping[str, Any]:
        """What a call sets beside the hyperparameters, with its value."""
        return {}

    @property
    def name(self) -> str:
        """The name it is registered and called by."""
        return self.formula.name

    @property
    def label(self) -> str:
        """The name as prose writes it."""
        return self.formula.label

    @property
    def legal(self) -> Mapping[str, Range]:
        """The legal range of every hyperparameter."""
        return {name: each.range for name, each in self.formula.hyper.items()}

    def replace(self, /, **hyper: Any) -> Self:
        """The same with other hyperparameters. Raises RangeError, UnknownNameError or MissingError."""
        complete = self.formula.complete(hyper, self.hyper)
        self.formula.require(complete)
        for condition in self.requires:
            numbers = {name: value for name, value in complete.items() if not callable(value)}
            if condition.names <= numbers.keys() and not condition.holds(**numbers):
                given = ", ".join(f"{name}={numbers[name]:g}" for name in sorted(condition.names))
                raise RangeError(f"{self.name}: needs {condition.text}, got {given}")
        return replace(self, hyper=complete)

    def _refuse_unnamed(self, values: tuple[Any, ...]) -> None:
        first = next(iter(self.formula.hyper.values()), None)
        example = f"{first.name}={1.0 if first.default is None else first.default!r}" if first else ""
        refuse_unnamed(self.name, values, example)

    def __copy__(self) -> Self:
        """Itself: nothing in it changes."""
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        """Itself: nothing in it changes. So the copy of an estimator runs the same compiled formula."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as the place where its formula is declared, and what was set since: a formula is code, not data.

        Raises pickle.PicklingError for a formula that is not found by its name in the module that declares it.
        """
        module = self.formula.function.__module__
        declared = getattr(import_module(module), self.name, None)
        if not isinstance(declared, Noun) or declared.formula is not self.formula:
            raise pickle.PicklingError(f"{self.name} is not {module}.{self.name}; declare it at the top of a module")
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        changes = {k: v for k, v in values.items() if v is not getattr(declared, k)}
        return _recall, (module, self.name, changes, file_of(module))

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the formula typeset, with its values and ranges; None without latex2mathml."""
        try:
            from talweg.nouns.typeset import card
        except ModuleNotFoundError:
            return None
        return card(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.hyper.items())
        return f"{self.name}({values})"


def refuse_unnamed(owner: str, values: tuple[Any, ...], example: str) -> None:
    """Raise MissingError where a call was given hyperparameters without their names."""
    if values:
        given = ", ".join(" ".join(f"{value!r:.40}".split()) for value in values)
        raise MissingError(f"{owner} takes hyperparameters by name: write {owner}({example}); got {given}")


def _recall(module: str, name: str, changes: dict[str, Any], file: str | None = None) -> Any:
    """The noun declared as `name` in `module`, which may be a `file` of the user's, with these fields changed.

    Raises UnpicklingError where it is gone.
    """
    declared = getattr(import_module(module) if file is None else load(Path(file)), name, None)
    if not isinstance(declared, Noun):
        raise pickle.UnpicklingError(f"{module} declares no {name!r} any more")
    return replace(declared, **changes)
