"""The shelf of problems: surfaces, a noisy quadratic, real data; and what makes one of the user's own.

Each is a name here, `tw.problems.digits`, and on the command line; `PROBLEMS` is the shelf of all.
"""

from typing import Any

from talweg.lab.problems.ground import of_surface as surface
from talweg.lab.problems.own import estimator, function, table
from talweg.lab.problems.curve import Curve
from talweg.lab.problems.problem import Problem
from talweg.lab.problems.quadratic import quadratic
from talweg.lab.problems.real import REAL
from talweg.nouns import Shelf
from talweg.surfaces import SURFACES

__all__ = ["PROBLEMS", "Curve", "Problem", "estimator", "function", "quadratic", "surface", "table"]

# What has no lowest point can be walked on, but not solved.
_GROUNDS = [surface(each) for each in SURFACES.values() if each.minima]
_NOISY = [
    surface("valley", noise=2.0, name="valley_noisy"),
    surface("rosenbrock", noise=2.0, name="rosenbrock_noisy", steps=1000),
    surface("himmelblau", noise=5.0, name="himmelblau_noisy"),
]
PROBLEMS: Shelf[Problem] = Shelf(
    Problem,
    {each.name: each for each in (*REAL, quadratic, *_NOISY, *_GROUNDS)},
    own="make one of your own with tw.problems.function(f, x0) or tw.problems.table(X, y)",
)


def __getattr__(name: str) -> Any:
    """A problem by its name."""
    if name in PROBLEMS:
        return PROBLEMS[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, *PROBLEMS]
