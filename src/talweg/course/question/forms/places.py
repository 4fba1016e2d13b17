"""Responses that name what stands on the page by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from talweg.errors import RangeError


def places(asked: Mapping[str, Any], response: Any) -> list[int]:
    """The places that a response names, counted from 0. Raises RangeError where it names none."""
    count = len(asked["options"])
    is_list = isinstance(response, Sequence) and not isinstance(response, str)
    if not is_list or not all(type(each) is int and 0 <= each < count for each in response):
        raise RangeError(f"{asked['name']}: an option is a whole number of [0, {count - 1}], got {response!r}")
    return list(response)
