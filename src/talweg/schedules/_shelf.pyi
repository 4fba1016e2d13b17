"""The shelf of schedules as type checkers see it. Written by `python tests/nouns/make_stubs.py`."""

from collections.abc import Sequence
from typing import Any, overload

from numpy.typing import ArrayLike, NDArray

from talweg.nouns import Plateau, Schedule, Shelf
from talweg.nouns.checkup import check_schedule as check_schedule

class _Constant(Schedule):
    """A constant rate."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
    ) -> _Constant: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

constant: _Constant

class _Cosine(Schedule):
    """A cosine fall from peak to floor, after a straight warm-up; `total` counts all steps, warm-up included."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        total: int = ...,
        warmup: int = ...,
        floor: float = ...,
    ) -> _Cosine: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

cosine: _Cosine

class _Linear(Schedule):
    """A straight fall from peak to floor; `total` counts all steps, warm-up included."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        total: int = ...,
        warmup: int = ...,
        floor: float = ...,
    ) -> _Linear: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

linear: _Linear

class _Polynomial(Schedule):
    """A fall from peak to floor as a power of what is left of the run; `total` counts all steps, warm-up
    included."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        total: int = ...,
        warmup: int = ...,
        power: float = ...,
        floor: float = ...,
    ) -> _Polynomial: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

polynomial: _Polynomial

class _Exponential(Schedule):
    """An exponential fall: each step's rate is decay times the one before, but never below floor."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        decay: float = ...,
        floor: float = ...,
    ) -> _Exponential: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

exponential: _Exponential

class _Step(Schedule):
    """Stairs: every `every` steps the rate is multiplied by factor."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        every: int = ...,
        factor: float = ...,
    ) -> _Step: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

step: _Step

class _MultiStep(Schedule):
    """Stairs at given steps: at each of the milestones the rate is multiplied by factor."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        milestones: Sequence[int] = ...,
        factor: float = ...,
    ) -> _MultiStep: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

multi_step: _MultiStep

class _InverseSqrt(Schedule):
    """A fall with one over the square root of the steps, without an end."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        timescale: float = ...,
    ) -> _InverseSqrt: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

inverse_sqrt: _InverseSqrt

class _WarmupStableDecay(Schedule):
    """Warm-up, a long level stretch, and a straight fall over the last `cooldown` of `total` steps."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        total: int = ...,
        warmup: int = ...,
        cooldown: int = ...,
        floor: float = ...,
    ) -> _WarmupStableDecay: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

warmup_stable_decay: _WarmupStableDecay

class _OneCycle(Schedule):
    """One cycle: a cosine climb from peak / divide to peak for the share `rise` of the run, then a fall to
    floor."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        total: int = ...,
        warmup: int = ...,
        rise: float = ...,
        divide: float = ...,
        floor: float = ...,
    ) -> _OneCycle: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

one_cycle: _OneCycle

class _CosineRestarts(Schedule):
    """Cosine falls from peak to floor, one after the other, each `growth` times as long as the one before."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        period: int = ...,
        growth: float = ...,
        floor: float = ...,
    ) -> _CosineRestarts: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

cosine_restarts: _CosineRestarts

class _ReduceOnPlateau(Plateau):
    """A rate that is multiplied by factor whenever the measured loss has stopped falling, but never below
    floor."""

    @overload  # type: ignore[override]
    def __call__(
        self,
        /,
        *,
        peak: float = ...,
        warmup: int = ...,
        factor: float = ...,
        patience: int = ...,
        threshold: float = ...,
        cooldown: int = ...,
        floor: float = ...,
        drops: Sequence[int] = ...,
    ) -> _ReduceOnPlateau: ...
    @overload
    def __call__(
        self,
        t: int | float,
        /,
    ) -> float: ...
    @overload
    def __call__(
        self,
        t: ArrayLike,
        /,
    ) -> NDArray[Any]: ...

reduce_on_plateau: _ReduceOnPlateau

SCHEDULES: Shelf[Schedule]
