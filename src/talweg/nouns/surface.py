"""A surface: a function of two variables to walk on, with its gradient, its start and its minima."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import plain
from talweg.errors import DeclarationError, DtypeError, ShapeError
from talweg.formula import Expression, declare, expression
from talweg.nouns.noun import Noun
from talweg.nouns.order import refuse_other_order
from talweg.nouns.shelf import described

Point = tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class Surface(Noun):
    """f(x, y) with its gradient. Call it to set its hyperparameters: `valley(kappa=50)`."""

    start: Point = (0.0, 0.0)
    minima: tuple[Point, ...] = ()
    view: tuple[Point, Point] = ((-1.0, 1.0), (-1.0, 1.0))
    """The part worth looking at: (x from, x to), (y from, y to)."""
    largest_curvature: Expression | None = None
    """The largest eigenvalue of the Hessian over the hyperparameters, where the surface is quadratic."""

    def __call__(self, /, *values: Any, **hyper: Any) -> Surface:
        """The same surface with these hyperparameters. Raises RangeError, UnknownNameError, or MissingError for
        unnamed ones."""
        self._refuse_unnamed(values)
        return self.replace(**hyper)

    def value(self, x: ArrayLike, y: ArrayLike) -> Any:
        """f at the points (x, y): numbers or arrays of one shape."""
        return self._at(x, y)[0]

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[Any, Any]:
        """(df/dx, df/dy) at the points (x, y): numbers or arrays of one shape."""
        _, dx, dy = self._at(x, y)
        return dx, dy

    def value_and_grad(self, w: ArrayLike) -> tuple[float, NDArray[np.float64]]:
        """f and its gradient at the point `w`, an array of shape (2,)."""
        point = self._numbers(w)
        if point.shape != (2,):
            raise ShapeError(f"{self.name}: a point is an array of shape (2,), got {point.shape}")
        value, dx, dy = self._at(*point)
        return float(value), np.array([dx, dy], dtype=float)

    def curvature(self) -> float | None:
        """The largest eigenvalue of the Hessian, or None where it differs from place to place."""
        return float(self.largest_curvature(**self.hyper)) if self.largest_curvature else None

    @property
    def lowest(self) -> float | None:
        """The lowest value there is, f at the minima, or None where no minimum is known."""
        return min((float(self.value(*point)) for point in self.minima), default=None)

    def _at(self, x: ArrayLike, y: ArrayLike) -> tuple[Any, ...]:
        return plain.run(self.formula, (self._numbers(x), self._numbers(y)), self.hyper)

    def _numbers(self, given: ArrayLike) -> NDArray[np.float64]:
        try:
            return np.asarray(given, dtype=float)
        except (TypeError, ValueError):
            raise DtypeError(f"{self.name}: a point is made of numbers, got {given!r:.60}") from None


def value_and_grad_of(owner: str, given: Any) -> Callable[[Any], Any]:
    """`given` as a function that returns its value and its gradient, a surface's own for a surface.

    Raises DeclarationError for what cannot be called.
    """
    if isinstance(given, Surface):
        return given.value_and_grad
    if not callable(given) or isinstance(given, Noun):
        raise DeclarationError(
            f"{owner} needs a function f(x) that returns (value, gradient), or a surface; got {described(given)}"
        )
    found: Callable[[Any], Any] = given
    return found


def surface(
    function: Callable[..., Any] | None = None,
    /,
    *,
    start: Point | None = None,
    minima: Sequence[Point] = (),
    view: tuple[Point, Point] | None = None,
    label: str | None = None,
    curvature: str | None = None,
) -> Callable[[Callable[..., Any]], Surface]:
    """Declare a function as a surface: it takes x, y and hyperparameters, and returns f, df/dx, df/dy.

    `start` and `view` must be given, and `minima` where they are known. `curvature` is the largest eigenvalue of the
    Hessian, over the hyperparameters. Raises DeclarationError.
    """
    if function is not None or start is None or view is None:
        raise DeclarationError(
            f"{getattr(function, '__name__', 'surface')}: a surface says where it starts and what is worth looking at; "
            "write @surface(start=(x, y), minima=[(x, y)], view=((x from, x to), (y from, y to)))"
        )

    def declared(function: Callable[..., Any]) -> Surface:
        formula = declare(function, label, noun="surface")
        if formula.arguments != ("x", "y") or len(formula.results) != 3:
            raise DeclarationError(f"{formula.name}: a surface takes x, y and returns f, df/dx, df/dy")
        if missing := formula.hyper.keys() - formula.defaults.keys():
            raise DeclarationError(f"{formula.name}: {', '.join(sorted(missing))} needs a default")
        largest = expression(curvature, formula.hyper, formula.name) if curvature else None
        made = Surface(formula, formula.defaults, (), start, tuple(minima), view, largest)
        refuse_other_order(formula, start, made.hyper)
        return made

    return declared
