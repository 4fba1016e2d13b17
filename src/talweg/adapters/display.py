"""How an estimator learned, as a picture, in scikit-learn's convention for displays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from talweg.errors import MissingError


class LossCurveDisplay:
    """The loss of every epoch, and of the examples kept back where there were some.

    Best made by `from_estimator`. After `plot`, ax_, figure_ and lines_ are Matplotlib's, to change at will.
    """

    def __init__(
        self, *, loss_curve: Sequence[float], validation_loss_curve: Sequence[float] = (), estimator_name: str = ""
    ) -> None:
        """Keep the curves: a loss an epoch, from the first on."""
        self.loss_curve, self.validation_loss_curve = tuple(loss_curve), tuple(validation_loss_curve)
        self.estimator_name = estimator_name

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Any = None) -> Self:
        """Draw how a fitted estimator learned, the last of a pipeline too, on `ax` or on a sheet of its own.

        Any estimator has a curve that keeps `loss_curve_`, scikit-learn's networks too. Raises NotFittedError before
        `fit`, and MissingError for an estimator that keeps none.
        """
        last = estimator[-1] if isinstance(estimator, Pipeline) else estimator
        check_is_fitted(last)
        name = type(last).__name__
        if not hasattr(last, "loss_curve_"):
            raise MissingError(f"LossCurveDisplay: {name} keeps no loss_curve_; tw.sklearn.Classifier does, for one")
        curve, kept = last.loss_curve_, getattr(last, "validation_loss_curve_", ())
        return cls(loss_curve=curve, validation_loss_curve=kept, estimator_name=name).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw it on `ax`, or on a sheet of its own, which is shown where there is a window or a notebook."""
        from talweg.charts.sheet import LINES, chart, losses

        self.lines_: list[Any] = []

        def draw(axes: Any) -> None:
            named = (("training", self.loss_curve, "-"), ("validation", self.validation_loss_curve, "--"))
            for (label, values, dash), color in zip(named, LINES, strict=True):
                if values:
                    at = range(1, len(values) + 1)
                    self.lines_ += axes.plot(at, values, color=color, linestyle=dash, label=label)
            losses(axes, *(np.array(each) for _, each, _ in named))
            axes.set(xlabel="epochs", ylabel="loss", title=self.estimator_name)
            axes.legend(frameon=False)

        self.ax_ = chart(draw, ax=ax)
        self.figure_ = self.ax_.figure
        return self
