"""X and y that are given one after the other, as other libraries take them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.errors import DeclarationError

X, Y = np.arange(12.0).reshape(6, 2), np.arange(6.0)[:, None]


@pytest.mark.parametrize("door", ["fit", "find_lr"])
@pytest.mark.parametrize("rest", [(Y,), (Y, 32)])
def test_it_is_said_how_data_is_given(door: str, rest: tuple[Any, ...]) -> None:
    model = tw.models.linear(2, 1)
    before = model.parameters.copy()
    wanted = f"{door}: data is one argument, the pair (X, y), and all after it are named; got {len(rest)} more: write "
    with pytest.raises(DeclarationError, match=re.escape(f"{wanted}{door}(model, loss, optimizer, (X, y), ...)")):
        getattr(tw, door)(model, "mse", "sgd", X, *rest)
    assert np.array_equal(model.parameters, before)
