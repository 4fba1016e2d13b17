"""The shelf of optimizers as type checkers see it. Written by `python tests/nouns/make_stubs.py`."""

from collections.abc import Callable

from talweg.nouns import Optimizer, Shelf

class _Sgd(Optimizer):
    """Gradient descent: a step against the gradient, its length proportional to the gradient's."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
    ) -> _Sgd: ...

sgd: _Sgd

class _Momentum(Optimizer):
    """Heavy-ball momentum: the velocity v sums past steps, each shrunk by beta once more."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
        beta: float | Callable[[int], float] = 0.9,
    ) -> _Momentum: ...

momentum: _Momentum

class _Adam(Optimizer):
    """Adam: momentum over the root of the mean squared gradient, both corrected for their start at zero."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
    ) -> _Adam: ...

adam: _Adam

class _Adagrad(Optimizer):
    """AdaGrad: each weight's step divided by the root of the sum of all its squared gradients so far."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
        eps: float | Callable[[int], float] = 1e-08,
        start: float | Callable[[int], float] = 0.0,
    ) -> _Adagrad: ...

adagrad: _Adagrad

class _Rmsprop(Optimizer):
    """RMSProp: each weight's step divided by the root of a moving average of its squared gradients."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
        beta: float | Callable[[int], float] = 0.9,
        eps: float | Callable[[int], float] = 1e-08,
        eps_root: float | Callable[[int], float] = 0.0,
    ) -> _Rmsprop: ...

rmsprop: _Rmsprop

class _Nesterov(Optimizer):
    """Nesterov's accelerated gradient: momentum whose gradient is taken one stride ahead."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
        beta: float | Callable[[int], float] = 0.9,
    ) -> _Nesterov: ...

nesterov: _Nesterov

class _CenteredRmsprop(Optimizer):
    """RMSProp, centred: each weight's step divided by the standard deviation of its recent gradients."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.01,
        beta: float | Callable[[int], float] = 0.9,
        eps: float | Callable[[int], float] = 1e-08,
        eps_root: float | Callable[[int], float] = 0.0,
    ) -> _CenteredRmsprop: ...

centered_rmsprop: _CenteredRmsprop

class _Adadelta(Optimizer):
    """AdaDelta: the root of the mean squared step so far over that of the gradient, so that the units agree."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 1.0,
        beta: float | Callable[[int], float] = 0.9,
        eps: float | Callable[[int], float] = 1e-06,
    ) -> _Adadelta: ...

adadelta: _Adadelta

class _Adamw(Optimizer):
    """AdamW: Adam with weight decay beside the step and not inside the gradient, so that it shrinks all weights
    alike."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
        eps_root: float | Callable[[int], float] = 0.0,
        weight_decay: float | Callable[[int], float] = 0.01,
    ) -> _Adamw: ...

adamw: _Adamw

class _Nadam(Optimizer):
    """NAdam: Adam with Nesterov's look ahead."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.002,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
        psi: float | Callable[[int], float] = 0.004,
    ) -> _Nadam: ...

nadam: _Nadam

class _Radam(Optimizer):
    """RAdam: Adam that waits with its scaling until the mean squared gradient can be trusted."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
    ) -> _Radam: ...

radam: _Radam

class _Amsgrad(Optimizer):
    """AMSGrad: Adam divided by the root of the largest mean squared gradient so far, so that no rate grows
    again."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
        corrected: int | Callable[[int], float] = 0,
    ) -> _Amsgrad: ...

amsgrad: _Amsgrad

class _Adamax(Optimizer):
    """AdaMax: Adam with the largest recent gradient in the place of the root of the mean square."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.002,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
    ) -> _Adamax: ...

adamax: _Adamax

class _Adabelief(Optimizer):
    """AdaBelief: Adam divided by how far gradients fall from what momentum expects, and not by their size."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-16,
    ) -> _Adabelief: ...

adabelief: _Adabelief

class _Lion(Optimizer):
    """Lion: the sign of momentum, so that every weight moves by exactly lr."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.0001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.99,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _Lion: ...

lion: _Lion

class _Adan(Optimizer):
    """Adan: Nesterov's look ahead estimated from the change of the gradient, with Adam's scaling."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.98,
        beta2: float | Callable[[int], float] = 0.92,
        beta3: float | Callable[[int], float] = 0.99,
        eps: float | Callable[[int], float] = 1e-08,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _Adan: ...

adan: _Adan

class _ScheduleFreeSgd(Optimizer):
    """Schedule-free SGD: plain steps for z, their average x for use, and gradients taken between the two."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.1,
        beta: float | Callable[[int], float] = 0.9,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _ScheduleFreeSgd: ...

schedule_free_sgd: _ScheduleFreeSgd

class _ScheduleFreeAdamw(Optimizer):
    """Schedule-free AdamW: Adam's scaling without its momentum for z, and the average x for use."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.0025,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-08,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _ScheduleFreeAdamw: ...

schedule_free_adamw: _ScheduleFreeAdamw

class _Lamb(Optimizer):
    """LAMB: AdamW whose step is as long, layer by layer, as a share lr of the layer's own weights."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.001,
        beta1: float | Callable[[int], float] = 0.9,
        beta2: float | Callable[[int], float] = 0.999,
        eps: float | Callable[[int], float] = 1e-06,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _Lamb: ...

lamb: _Lamb

class _Lars(Optimizer):
    """LARS: momentum with a rate for every layer, in proportion to its weights over its gradient."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 1.0,
        beta: float | Callable[[int], float] = 0.9,
        trust: float | Callable[[int], float] = 0.001,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _Lars: ...

lars: _Lars

class _Muon(Optimizer):
    """Muon: Nesterov momentum made orthogonal, so that a matrix moves equally far in all its directions."""

    def __call__(
        self,
        /,
        *,
        lr: float | Callable[[int], float] = 0.02,
        beta: float | Callable[[int], float] = 0.95,
        eps: float | Callable[[int], float] = 1e-07,
        weight_decay: float | Callable[[int], float] = 0.0,
    ) -> _Muon: ...

muon: _Muon

OPTIMIZERS: Shelf[Optimizer]
