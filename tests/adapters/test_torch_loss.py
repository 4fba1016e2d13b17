"""tw.torch.loss: our losses on PyTorch's tape, with their own gradient; and the same batch on PyTorch's operations."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.adapters import batches
from talweg.errors import DeclarationError, DtypeError, LabelError, ShapeError, UnknownNameError
from talweg.losses import LOSSES
from talweg.nouns import Loss

from conftest import legal_batch, tried

CASES = [loss.replace(**tried(loss.formula)) for loss in LOSSES.values()]
CASES += [tw.cross_entropy(class_weights=[1.0, 2.0, 0.5, 3.0, 0.0, 1.0]), tw.kl_divergence(class_weights=range(6))]
INDICES = [tw.cross_entropy(smoothing=0.1, ignore=-100), tw.cross_entropy(class_weights=range(1, 7), ignore=2)]


def given(loss: Loss, labels: bool = False) -> tuple[Any, Any, Any]:
    """Predictions, targets and weights."""
    draw = np.random.default_rng(4)
    y_hat, y = legal_batch(loss, 8, draw)
    if labels:
        y = draw.integers(0, 6, size=8)
        y[3] = -100 if loss.ignore is None else loss.ignore
    return y_hat, y, np.array([1.0, 0.0, 2.5, 1.0, 1.0, 0.25, 3.0, 1.0])


if find_spec("torch"):
    import torch

    @pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
    @pytest.mark.parametrize("weighed", [False, True])
    def test_value_and_gradient_are_ours(reduction: Any, weighed: bool) -> None:
        for loss, labels in [*((each, False) for each in CASES), *((each, True) for each in INDICES)]:
            y_hat, y, weights = given(loss, labels)
            weights = weights if weighed else None
            value, gradient = loss.value_and_grad(y_hat, y, weights, reduction)
            z = torch.tensor(y_hat, requires_grad=True)
            target, counts = torch.tensor(y), None if weights is None else torch.tensor(weights)
            found = tw.torch.loss(loss, reduction)(z, target, counts)
            assert_array_equal(found.detach(), value, err_msg=loss.name)
            upstream = torch.randn(found.shape, dtype=found.dtype, generator=torch.Generator().manual_seed(1))
            found.backward(upstream)
            column = upstream.numpy().reshape(found.shape + (1,) * (gradient.ndim - found.ndim))
            assert z.grad is not None
            assert_allclose(z.grad, gradient * column, rtol=1e-14, err_msg=loss.name)
            # The same on PyTorch's own operations, as on another device.
            with torch.no_grad():
                here = batches.value_and_grad(
                    loss, torch, lambda each: torch.as_tensor(each, dtype=torch.float64), z, target, counts, reduction
                )
            assert_allclose(here[0], value, rtol=1e-13, atol=1e-15, err_msg=loss.name)
            assert_allclose(here[1], gradient, rtol=1e-12, atol=1e-15, err_msg=loss.name)

    def test_all_ignored_and_all_weightless_batches_are_zero() -> None:
        z, y = torch.randn(3, 4, requires_grad=True), torch.full((3,), -100)
        found = tw.torch.loss(tw.cross_entropy(ignore=-100))(z, y)
        found.backward()
        assert found == 0
        assert torch.equal(z.grad, torch.zeros(3, 4))
        with torch.no_grad():
            here = batches.value_and_grad(tw.cross_entropy(ignore=-100), torch, torch.as_tensor, z, y, None, "mean")
        assert here[0] == 0
        assert torch.equal(here[1], torch.zeros(3, 4))

    def test_torch_s_own_cross_entropy_is_met() -> None:
        z, y = torch.randn(9, 5, dtype=torch.float64, requires_grad=True), torch.arange(9) % 5
        ours = tw.torch.loss(tw.cross_entropy(smoothing=0.2, ignore=3))(z, y)
        theirs = torch.nn.functional.cross_entropy(z, y, label_smoothing=0.2, ignore_index=3)
        (found,), (expected,) = torch.autograd.grad(ours, z), torch.autograd.grad(theirs, z)
        assert ours.item() == pytest.approx(theirs.item(), rel=1e-13)
        assert_allclose(found, expected, rtol=1e-12, atol=1e-15)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
    def test_short_predictions_are_computed_in_float32(dtype: Any) -> None:
        z = torch.tensor([[3.0, -1.0], [0.5, 300.0]], dtype=dtype, requires_grad=True)
        found = tw.torch.loss("cross_entropy")(z, torch.tensor([0, 0]))
        found.backward()
        value, gradient = tw.cross_entropy.value_and_grad(z.detach().float().numpy(), [0, 0])
        assert found.dtype == torch.float32
        assert found.item() == pytest.approx(value, rel=1e-6)
        assert z.grad is not None
        assert torch.equal(z.grad, torch.tensor(np.asarray(gradient)).to(dtype))

    def test_it_is_a_module_and_trains_through_a_network() -> None:
        torch.manual_seed(0)
        net, twin = (torch.nn.Linear(3, 1).double() for _ in range(2))
        twin.load_state_dict(net.state_dict())
        X, y = torch.randn(20, 3, dtype=torch.float64), torch.randn(20, dtype=torch.float64)
        criterion = tw.torch.loss(tw.huber(delta=0.7))
        assert repr(criterion) == "Loss(huber(delta=0.7), reduction='mean')"
        criterion(net(X)[:, 0], y).backward()
        torch.nn.functional.huber_loss(twin(X)[:, 0], y, delta=0.7).backward()
        assert_allclose(net.weight.grad, twin.weight.grad, rtol=1e-13)

    def test_mistakes_are_told_as_by_the_loss() -> None:
        z, y = torch.randn(4, requires_grad=True), torch.tensor([0.0, 1.0, 0.0, 1.0])
        focal = tw.torch.loss(tw.focal)
        with pytest.raises(LabelError, match=r"targets must lie in \[0, 1\], got 2 at \(0,\)"):
            focal(z, y + 2)
        with pytest.raises(ShapeError, match="differ in shape"):
            focal(z, y[:3])
        with pytest.raises(DtypeError, match="the targets get no gradient here"):
            focal(z, y.clone().requires_grad_())
        with pytest.raises(DtypeError, match="the targets must be a tensor, got list"):
            focal(z, [0, 1, 0, 1])
        with pytest.raises(DtypeError, match=r"predictions are torch\.int64"):
            focal(torch.tensor([1, 2]), y[:2])
        with pytest.raises(UnknownNameError, match="has no reduction 'avg'"):
            tw.torch.loss(tw.focal, "avg")
        with pytest.raises(DeclarationError, match="needs a loss or the name of one"):
            tw.torch.loss(tw.adam)

    def test_second_derivatives() -> None:
        z, y = torch.randn(6, dtype=torch.float64, requires_grad=True), torch.rand(6, dtype=torch.float64)
        functional = torch.nn.functional
        for ours, theirs in (
            (tw.binary_cross_entropy, functional.binary_cross_entropy_with_logits),
            (tw.mse, functional.mse_loss),
        ):
            found = []
            for value in (tw.torch.loss(ours)(z, y), theirs(z, y)):
                (slope,) = torch.autograd.grad(value, z, create_graph=True)
                found.append(torch.autograd.grad((slope**2).sum(), z)[0])
            assert_allclose(found[0], found[1], rtol=1e-12)

    def test_shapes_are_checked_on_other_devices_too() -> None:
        def asked(loss: Loss, y_hat: Any, y: Any, weights: Any = None) -> Any:
            return batches.value_and_grad(loss, torch, torch.as_tensor, y_hat, y, weights, "mean")

        for loss, shapes, message in (
            (tw.mse, [(3,), (4,)], "predictions"),
            (tw.mse, [(0,), (0,)], "an empty batch has no loss"),
            (tw.gaussian_nll, [(3,), (3,)], "predictions"),
            (tw.cross_entropy, [(3, 2), (4,)], "logits must have shape"),
            (tw.cross_entropy(class_weights=[1, 2, 3]), [(3, 2), (3,)], "3 class_weights do not fit logits of 2"),
            (tw.mse, [(3,), (3,), (2,)], "weights must have shape"),
        ):
            with pytest.raises(ShapeError, match=message):
                asked(loss, *(torch.zeros(shape) for shape in shapes))
        value, _ = asked(tw.cross_entropy, torch.zeros(2, 3), torch.tensor([1, 7]))
        assert torch.isnan(value)  # a class that is none, which nobody could ask about
        for loss, shape, y in ((tw.cross_entropy, (2, 3), [1, 7]), (tw.focal, (2,), [0.5, 1.5])):
            with pytest.raises(LabelError):
                batches.check(loss, shape, np.array(y))
