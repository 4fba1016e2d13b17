"""PyTorch's modules in every dtype and layout: stepped rightly, or refused in words."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.adapters import minimize
from talweg.errors import DtypeError, ShapeError
from talweg.optimizers import adam, sgd

if find_spec("torch"):
    import torch
    from torch import nn

    from talweg.adapters import torch_function

    INPUTS = torch.linspace(-1, 1, 12).reshape(4, 3)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
    def test_half_precision_is_stepped_in_float32_and_rounded_into_the_module(dtype: Any) -> None:
        module = nn.Linear(3, 2).to(dtype)
        for parameter in module.parameters():
            parameter.data.fill_(1)
        f = torch_function(lambda: module(INPUTS.to(dtype)).sum(), module)
        assert {name: array.dtype for name, array in f.x0.items()} == {"weight": np.float32, "bias": np.float32}
        # 2**-12 is lost beside 1 in either dtype; 8 such steps are 2**-9, which float16 holds.
        found = minimize(f, f.x0, sgd(lr=2.0**-14), steps=8)
        assert_array_equal(found.x["bias"], np.full(2, 1 - 2.0**-9, np.float32))  # the gradient is 4
        assert module.bias.dtype == dtype
        assert torch.equal(module.bias, torch.tensor(1 - 2.0**-9).to(dtype).expand(2))

    def test_one_module_may_have_several_dtypes() -> None:
        module = nn.ModuleList([nn.Linear(3, 2).double(), nn.Linear(2, 1).bfloat16()])
        f = torch_function(
            lambda: module[1](module[0](INPUTS.double()).bfloat16()).float().square().mean(), module
        )  # fmt: skip
        found = minimize(f, f.x0, adam(lr=0.05), steps=100)
        assert found.value < 1e-3
        assert {array.dtype.name for array in found.x.values()} == {"float64", "float32"}

    def test_half_precision_arrays_of_one_s_own_share_the_module_s_memory() -> None:
        module = nn.Linear(3, 1).half()
        own = {name: parameter.detach().numpy().copy() for name, parameter in module.named_parameters()}
        torch_function(lambda: module(INPUTS.half()).sum(), module)(own)
        own["bias"][0] = 7
        assert module.bias.item() == 7

    @pytest.mark.parametrize("make", [nn.Embedding, lambda *size, **how: nn.EmbeddingBag(*size, mode="sum", **how)])
    @pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
    def test_sparse_gradients_step_as_dense_ones(make: Callable[..., Any], dtype: Any) -> None:
        ends = []
        for sparse in (False, True):
            torch.manual_seed(3)
            module = make(6, 2, sparse=sparse).to(dtype)
            rows = torch.tensor([[1, 4, 1]])  # one of them twice
            f = torch_function(lambda module=module, rows=rows: module(rows).square().sum(), module)
            ends.append(minimize(f, f.x0, adam(lr=0.1), steps=5).x["weight"])
        assert_allclose(ends[0], ends[1], rtol=1e-2 if dtype == torch.bfloat16 else 1e-14)

    def test_a_function_of_tensors_may_be_sparse_too() -> None:
        rows = torch.tensor([0, 2])
        f = torch_function(lambda w: nn.functional.embedding(rows, w, sparse=True).square().sum())
        assert_array_equal(f(np.ones((4, 2)))[1], [[2, 2], [0, 0], [2, 2], [0, 0]])

    def test_arrays_that_torch_cannot_share_are_copied() -> None:
        f = torch_function(lambda w: w.square().sum())
        fixed = np.arange(3.0)
        fixed.flags.writeable = False
        for x in (np.arange(3.0)[::-1], fixed, np.arange(3, dtype=">f8"), np.arange(6.0)[::2]):
            assert_array_equal(f(x)[1], 2 * x)

    class Kept(nn.Module):
        def __init__(self, value: Any) -> None:
            super().__init__()
            self.kept = nn.Parameter(value)

    REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
        "meta": (lambda: torch_function(lambda: None, nn.Linear(2, 1, device="meta")), DtypeError, "load the weights"),
        "lazy": (lambda: torch_function(lambda: None, nn.LazyLinear(1)), DtypeError, "weight is without values"),
        "complex": (
            lambda: torch_function(lambda: None, Kept(torch.zeros(2, dtype=torch.complex64))), DtypeError,
            "the parameter kept is torch.complex64",
        ),
        "whole numbers": (lambda: torch_function(lambda w: w.sum())({"a": np.arange(3)}), DtypeError, "int64"),
        "detached": (
            lambda: torch_function(lambda w: w.detach().sum())(np.ones(2)), ShapeError, "does not depend on any param",
        ),
    }  # fmt: skip

    @pytest.mark.parametrize("name", REFUSED)
    def test_what_cannot_be_stepped_is_said(name: str) -> None:
        call, error, words = REFUSED[name]
        with pytest.raises(error, match=words):
            call()
