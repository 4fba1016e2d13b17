"""Problems of the user's own: a table, a function with its gradient, a scikit-learn estimator's data."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from talweg.adapters.trees import start
from talweg.errors import DtypeError, NonFiniteError, RangeError, TalwegWarning
from talweg.formula import Range
from talweg.lab.problems.descending import Descending
from talweg.lab.problems.learning import BATCH, Layers, learning
from talweg.lab.problems.problem import STEPS, TARGET, Problem, refuse_callable, refuse_name
from talweg.lab.problems.reading import of_arrays, of_file
from talweg.lab.problems.training import Training
from talweg.lab.sweep import DEVIATION
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.training import Split, check_gradient

HIDDEN = Range(1, 100_000, low_open=False, integer=True)


def table(
    X: ArrayLike | str | Path,
    y: ArrayLike | None = None,
    *,
    target: str | None = None,
    task: str | None = None,
    loss: Loss | str | None = None,
    hidden: int | tuple[int, ...] = (32,),
    activation: str = "relu",
    scale: bool = True,
    batch_size: int = 32,
    steps: int = 300,
    solved: float | None = None,
    name: str | None = None,
) -> Problem:
    """A table as a problem: a network with these hidden layers learns y (n,) from X (n, features).

    Or X is the path of a .csv or .parquet file, and `target` its column to predict. task "classification" or
    "regression"; None decides: texts, booleans and whole numbers of at most 20 values are classes. A fifth of the rows
    is held out, of every class the same share, and the loss there is measured. Columns, and a target that is a
    quantity, are standardised by the rows to train on (`scale`, for arrays). loss: cross_entropy for classes, mse for
    quantities, or any other. `solved` is the measured value from which on it counts as solved.

    Raises ShapeError, DtypeError, NonFiniteError, LabelError, RangeError or UnknownNameError; OSError for a file.
    """
    owner = "problems.table"
    chosen = None if loss is None else LOSSES.take(owner, loss)
    layers = Layers(_hidden(owner, hidden), activation)
    if isinstance(X, str | Path):
        split, classes = of_file(owner, X, y, target, task, chosen)
        title = name or Path(X).stem
    else:
        if target is not None:
            raise RangeError(f"{owner}: target names a column of a file; with arrays write table(X, y)")
        split, classes = of_arrays(owner, X, y, task, scale, chosen)
        title = name or "table"
    usual = chosen or LOSSES["cross_entropy" if classes else "mse"]
    size = int(BATCH.check(owner, "batch_size", batch_size))
    found = Problem(
        refuse_name(owner, title), title, f"A network learns {title}, a table of {split.X_train.shape[1]} columns.",
        _Table(title, split, classes, layers, usual), {"loss": usual, "batch_size": size},
        {"batch_size": BATCH}, int(STEPS.check(owner, "steps", steps)), _goal(owner, solved), settled=False,
    )  # fmt: skip
    found.task  # noqa: B018  # raises now for data that the loss cannot take
    return found


def function(
    f: Callable[..., Any],
    x0: Any,
    *,
    examples: int | None = None,
    batch_size: int | None = None,
    noise: float = 0.0,
    measure: Callable[[Any], float] | None = None,
    steps: int = 300,
    solved: float | None = None,
    best: float | None = None,
    name: str | None = None,
) -> Problem:
    """A function as a problem: f(x) -> (value, gradient), from x0: one of your own, `jax.value_and_grad(loss)`, or
    `tw.adapters.torch_function(closure, module)` with its x0.

    x0 is an array, nested dicts, lists and tuples of arrays, or a function of the seed that returns such. With
    `examples`, f(x, rows) is asked for a batch of `batch_size` rows at every step, in an order of the seed's. `noise`
    is the deviation of normal noise on the gradient. What is measured is f over all examples, or `measure(x)`.

    f is asked now, some 80 times: a gradient that is not its slope is warned of. Raises DeclarationError, ShapeError,
    DtypeError, NonFiniteError or RangeError.
    """
    owner = "problems.function"
    refuse_callable(owner, "f", f)
    if measure is not None:
        refuse_callable(owner, "measure", measure)
    if batch_size is not None and examples is None:
        raise RangeError(f"{owner}: batch_size needs examples, how many of them f(x, rows) chooses from")
    rows = None if examples is None else int(BATCH.check(owner, "examples", examples))
    size = None if batch_size is None else int(BATCH.check(owner, "batch_size", batch_size))
    begin = x0 if callable(x0) else start(x0)
    title = refuse_name(owner, name or getattr(f, "__name__", "function"))
    build = _Function(f, begin, measure, _goal(owner, best))
    settings = {"noise": DEVIATION.check(owner, "noise", noise)}
    settings |= {} if rows is None else {"examples": rows, "batch_size": size or rows}
    found = Problem(
        title, title, f"The function {title}.", build, settings,
        {"noise": DEVIATION} | ({} if rows is None else {"examples": BATCH, "batch_size": BATCH}),
        int(STEPS.check(owner, "steps", steps)), _goal(owner, solved), settled=False,
    )  # fmt: skip
    # Raises now what a step would raise.
    if not np.isfinite(found.run("sgd:lr=0", steps=1).values[0]):
        raise NonFiniteError(f"{owner}: what is measured of {title} is not finite at the start")
    _warn_of_wrong(owner, title, found)
    return found


def estimator(
    given: Any, X: ArrayLike, y: ArrayLike, *, steps: int | None = None, solved: float | None = None,
    name: str | None = None,
) -> Problem:  # fmt: skip
    """What a `tw.sklearn` Classifier or Regressor, or scikit-learn's own MLP, would learn of X and y, as a problem.

    Its hidden layers, activation, loss and batch size are taken over, its epochs are the budget, and its optimizer is
    left to the comparison. Raises DeclarationError for another estimator, and what `table` raises.
    """
    owner = "problems.estimator"
    asks = getattr(given, "get_params", None)
    asked = {} if asks is None or isinstance(given, type) else dict(asks(deep=False))
    hidden = asked.get("hidden", asked.get("hidden_layer_sizes"))
    if hidden is None:
        raise DtypeError(
            f"{owner} needs an estimator that is a network, such as tw.sklearn.Classifier(hidden=32) or scikit-learn's "
            f"MLPClassifier; got {given!r:.60}"
        )
    rows = len(np.asarray(X))
    batch = asked.get("batch_size", 32)
    size = min(200, rows) if batch == "auto" else batch
    epochs = asked.get("epochs", asked.get("max_iter", 10))
    loss = asked.get("loss")
    own = loss is None or isinstance(loss, Loss) or loss in LOSSES
    if steps is None:
        steps = max(1, epochs * -(-int(0.8 * rows) // int(BATCH.check(owner, "batch_size", size))))
    tags = getattr(given, "__sklearn_tags__", None)
    kind = "" if tags is None else str(tags().estimator_type)
    return table(
        X, y,
        task={"classifier": "classification", "regressor": "regression"}.get(kind),
        loss=loss if own else None, hidden=hidden, activation=asked.get("activation", "relu"),
        scale=bool(asked.get("scale", True)), batch_size=size, steps=steps, solved=solved,
        name=name or type(given).__name__,
    )  # fmt: skip


def _warn_of_wrong(owner: str, title: str, problem: Problem) -> None:
    """Warn where the gradient at the start is not the slope of the value there."""
    seen = check_gradient(problem.value_and_grad, problem.start(0), components=1, directions=1)
    if seen.agrees is False:
        warnings.warn(
            f"{owner}: {title}: {seen}. Rules would be compared on steps along a wrong gradient",
            TalwegWarning,
            stacklevel=3,
        )


@dataclass(frozen=True, eq=False)
class _Table:
    """What makes the task of a table."""

    name: str
    split: Split
    classes: int
    layers: Layers
    usual: Loss

    def __call__(self, *, loss: Loss | str, batch_size: int) -> Training:
        return learning(self.name, self.split, self.classes, self.layers, loss, self.usual, batch_size)


@dataclass(frozen=True, eq=False)
class _Function:
    """What makes the task of a function."""

    f: Callable[..., Any]
    x0: Any
    measure: Callable[[Any], float] | None
    best: float | None

    def __call__(self, *, noise: float, examples: int | None = None, batch_size: int | None = None) -> Descending:
        measured = "its value" if self.measure is None else f"its {getattr(self.measure, '__name__', 'measure')}"
        if examples is not None and self.measure is None:
            measured += f" over all {examples} examples"
        return Descending(self.f, self.x0, measured, examples, batch_size, noise, self.measure, None, self.best)


def _hidden(owner: str, given: Any) -> tuple[int, ...]:
    layers = given if isinstance(given, tuple | list) else (() if given in (0, None) else (given,))
    return tuple(int(HIDDEN.check(owner, "hidden", each)) for each in layers)


def _goal(owner: str, given: Any) -> float | None:
    return None if given is None else TARGET.check(owner, "solved", given)
