"""The shelf of losses as type checkers see it. Written by `python tests/nouns/make_stubs.py`."""

from typing import Any, Literal, overload

from numpy.typing import ArrayLike, NDArray

from talweg.nouns import Loss, Shelf

class _Mse(Loss):
    """Mean squared error: errors of either sign cost alike, and twice the error costs four times as much."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _Mse: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

mse: _Mse

class _Mae(Loss):
    """Mean absolute error: every unit of error costs the same, so outliers pull no harder than the rest."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _Mae: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

mae: _Mae

class _Huber(Loss):
    """Huber's loss: a parabola near the target, straight lines further out."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        delta: float = 1.0,
    ) -> _Huber: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
        *,
        delta: float = 1.0,
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
        delta: float = 1.0,
    ) -> NDArray[Any]: ...

huber: _Huber

class _LogCosh(Loss):
    """The logarithm of the error's hyperbolic cosine: half its square when small, its size less log 2 when
    large."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _LogCosh: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

log_cosh: _LogCosh

class _Quantile(Loss):
    """The pinball loss: smallest on average where y_hat is the q-quantile of y."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        q: float = 0.5,
    ) -> _Quantile: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
        *,
        q: float = 0.5,
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
        q: float = 0.5,
    ) -> NDArray[Any]: ...

quantile: _Quantile

class _Poisson(Loss):
    """Poisson loss of a log rate z: minus the log probability of the count y, in nats, without its constant log
    y!."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _Poisson: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

poisson: _Poisson

class _GaussianNll(Loss):
    """Gaussian negative log-likelihood: a prediction of the target and, beside it, of how far off it may be."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _GaussianNll: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

gaussian_nll: _GaussianNll

class _SquaredSigmoid(Loss):
    """Squared error of the probability sigmoid(z): flat where the prediction is surely right, and surely
    wrong."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _SquaredSigmoid: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

squared_sigmoid: _SquaredSigmoid

class _BinaryCrossEntropy(Loss):
    """Binary cross-entropy of a logit z: minus the log probability of what came true, in nats."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _BinaryCrossEntropy: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

binary_cross_entropy: _BinaryCrossEntropy

class _Focal(Loss):
    """Focal loss of a logit z: binary cross-entropy that hardly looks at what is already easy."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        gamma: float = 2.0,
        alpha: float = 0.25,
    ) -> _Focal: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
        *,
        gamma: float = 2.0,
        alpha: float = 0.25,
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
        gamma: float = 2.0,
        alpha: float = 0.25,
    ) -> NDArray[Any]: ...

focal: _Focal

class _Hinge(Loss):
    """Hinge loss of a score z: nothing for a margin of 1 or more, a unit for every unit below."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _Hinge: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

hinge: _Hinge

class _SquaredHinge(Loss):
    """Squared hinge loss of a score z: nothing for a margin of 1 or more, the square of what is missing below."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
    ) -> _SquaredHinge: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
    ) -> NDArray[Any]: ...

squared_hinge: _SquaredHinge

class _CrossEntropy(Loss):
    """Softmax cross-entropy of a row of logits z: minus the log probability of the right class, in nats."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        smoothing: float = 0.0,
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> _CrossEntropy: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
        *,
        smoothing: float = 0.0,
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
        smoothing: float = 0.0,
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> NDArray[Any]: ...

cross_entropy: _CrossEntropy

class _KlDivergence(Loss):
    """Kullback-Leibler divergence from softmax(z) to y: what coding y with the wrong probabilities wastes, in
    nats."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> _KlDivergence: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
        *,
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> float: ...
    @overload
    def __call__(
        self,
        y_hat: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike | None = None,
        *,
        reduction: Literal["none"],
        class_weights: ArrayLike | None = None,
        ignore: int | None = None,
    ) -> NDArray[Any]: ...

kl_divergence: _KlDivergence

LOSSES: Shelf[Loss]
