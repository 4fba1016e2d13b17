"""How a printed loop becomes machine code: compiled by Numba, and kept on disk.

A kernel is compiled under the formula file's own name, so Numba keeps the machine code on disk beside it (or in the
user's cache) and a second process loads it. The kernel's name carries a digest of its source: a stale kernel can never
be mistaken for a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from talweg.engine.elementary import elementary
from talweg.formula import Formula

Kernel = Callable[..., Any]


def loop_over(index: str, bounds: str, body: list[str]) -> list[str]:
    """The lines of a loop."""
    return [f"for {index} in __range__({bounds}):", *(f"    {line}" for line in body)]


def compile_kernel(
    formula: Formula, parameters: list[str], lines: list[str], dtype: np.dtype[Any], contract: bool = True,
    calls: Mapping[str, Callable[..., Any]] = MappingProxyType({}), wide: bool = False,
) -> Kernel:  # fmt: skip
    """A function of these parameters and lines, kept on disk beside the formula's file.

    With `contract` a product and a sum may be rounded once, together; without, each as NumPy does. `calls` are
    compiled functions of ours by the names that the lines call them by, beside those of `elementary.py`. `wide` is for
    kernels that compute more than they read: they get the widest SIMD lanes.
    """
    import numba

    text = "\n".join(f"    {line}" for line in [*(["__lanes__()"] if wide else []), *lines])
    known = {f"__{name}__": function for name, function in elementary(dtype).items()} | dict(calls)
    used = {name: function for name, function in known.items() if f"{name}(" in text}
    own = [_written(function.py_func.__code__.co_filename) for function in used.values()]
    digest = hashlib.sha256(f"{parameters}{text}{dtype}{contract}{own}{numba.__version__}".encode()).hexdigest()[:12]
    name = f"{formula.name[:40]}_{digest}"
    namespace: dict[str, Any] = {
        "__np__": np,
        "__range__": range,
        "__min__": min,
        "__int__": int,
        "__T__": dtype.type,
        "__tiny__": np.finfo(dtype).tiny,  # the least of the normal numbers
        "__lanes__": _lanes(),
        "__name__": formula.function.__module__,
        **used,
    }
    exec(compile(f"def {name}({', '.join(parameters)}):\n{text}\n", formula.path, "exec"), namespace)
    return compiled(namespace[name], error_model="numpy", fastmath={"contract"} if contract else False)


@cache
def _lanes() -> Any:
    """What a kernel calls to be given lanes as wide as the machine has; by itself LLVM leaves half of some unused."""
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def wide(_: Any) -> Any:
        def mark(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
            with suppress(TypeError):  # llvmlite has no word for it, and takes it as it is printed
                set.add(builder.function.attributes, '"prefer-vector-width"="512"')
            return context.get_dummy_value()

        return types.void(), mark

    return wide


@cache
def _written(path: str) -> str:
    """A digest of the file `path`: what was compiled from another is not what it says now."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def compiled(function: Callable[..., Any], signature: str | None = None, **options: Any) -> Kernel:
    """`function` compiled when it is first called, without the interpreter's lock; kept on disk where that can be.

    With a `signature`, at once, for that alone: else a kernel that calls it with a number that is written in its lines
    has it compiled once more for that number.
    """
    import numba

    own: Any = {"nogil": True, "no_cfunc_wrapper": True} | options
    try:
        kernel: Any = numba.njit(cache=True, **own)(function)
        kernel._cache = _Kept(kernel._cache)
    except RuntimeError:  # neither its own folder (typed at a prompt, or read-only) nor the user's can keep anything
        kernel = numba.njit(**own)(function)
    if signature:
        kernel.compile(signature)
        kernel.disable_compile()
    return kernel  # type: ignore[no-any-return]


class _Kept:
    """Numba's cache of one kernel, which a full or damaged disk leaves empty and makes no error of."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def load_overload(self, *arguments: Any) -> Any:
        """What was kept, or None."""
        try:
            return self._cache.load_overload(*arguments)
        except Exception:  # whatever a damaged file makes of unpickling
            with suppress(OSError):
                self._cache.flush()  # and begin anew
            return None

    def save_overload(self, *arguments: Any) -> None:
        """Keep what was compiled, if that can be."""
        with suppress(OSError):
            self._cache.save_overload(*arguments)
