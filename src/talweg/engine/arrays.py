"""The reader of arrays: the same function, with `np` bound to another array library: PyTorch, JAX, Keras, CuPy.

Whatever the library makes of arithmetic works on the formula: automatic derivatives, `jit`, `vmap`, `torch.compile`,
another device. Numbers that vary with no array (`1 - beta1**t`) are NumPy's, in float64, as in every other reader.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from talweg.errors import MissingError
from talweg.formula import Formula, row_max, row_size, row_sum
from talweg.formula.primitives import CONSTANTS, ELEMENTWISE

SPELLED: Mapping[str, Mapping[str, str]] = {
    "torch": {"max": "amax", "asarray": "as_tensor"},
    "jax.numpy": {},
    "cupy": {},
    "keras.ops": {"asarray": "convert_to_tensor"},
}
"""By the name of a library's module: what it calls otherwise than NumPy does."""
NUMBERS = (bool, int, float, np.number, np.bool_)

Reader = Callable[[Sequence[Any], Mapping[str, Any]], tuple[Any, ...]]


def run(formula: Formula, arguments: Sequence[Any], hyper: Mapping[str, Any], library: ModuleType) -> tuple[Any, ...]:
    """The results of `formula` on arrays of `library`, always as a tuple, as `plain.run` gives those of NumPy's.

    Each is of the first argument's dtype, or of the library's usual floating one where that is none. Hyperparameters
    and t are Python's numbers or the library's own, traced or not. Raises MissingError where a whole-tensor rule calls
    what the library does not have.
    """
    if not (formula.whole or _floats(arguments[0])):  # a schedule at whole steps
        arguments = [each if isinstance(each, NUMBERS) else each * 1.0 for each in arguments]
    first = arguments[0]
    return reader(formula, library, first.dtype, _place(first, library))(arguments, hyper)


@cache
def reader(formula: Formula, library: ModuleType, dtype: Any, device: Any = None) -> Reader:
    """What `run` calls for a first argument of this dtype on this device: to be traced or compiled as it stands."""
    numpy = _Numpy(library, dtype, device)
    function = _Bound(numpy).function(formula.function)

    def results(arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
        found = function(*arguments, **hyper)
        return found if isinstance(found, tuple) else (found,)

    def read(arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
        try:
            found = results(arguments, hyper)
            failed = any(_is_complex(each) for each in found)  # Python's root of a negative number
        except (ZeroDivisionError, OverflowError):  # to Python's own numbers errors, to arrays inf and NaN
            failed = True
        if failed:
            lists = {name for name, value in hyper.items() if isinstance(value, tuple)}
            found = results(
                [numpy.array(each) for each in arguments],
                {name: value if name in lists else numpy.array(value) for name, value in hyper.items()},
            )
        found = tuple(map(numpy.result, found))
        if formula.whole or formula.noun == "row loss":
            return found
        shape = np.broadcast_shapes(*(tuple(each.shape) for each in arguments if not isinstance(each, NUMBERS)))
        return tuple(each if tuple(each.shape) == shape else library.broadcast_to(each, shape) for each in found)

    return read


class _Numpy:
    """What `np` means to a formula that runs on arrays of `library`, of this dtype and on this device."""

    def __init__(self, library: ModuleType, dtype: Any, device: Any) -> None:
        spelled = SPELLED.get(library.__name__, {})
        self._library, self._spelled = library, spelled
        self._as_array = getattr(library, spelled.get("asarray", "asarray"))
        self._dtype, self._place = dtype, {} if device is None else {"device": device}
        for name in CONSTANTS:
            setattr(self, name, getattr(np, name))
        for name in ELEMENTWISE:
            setattr(self, name, self._elementwise(name))

    def __getattr__(self, name: str) -> Any:
        """What a whole-tensor rule calls besides."""
        found = getattr(self._library, self._spelled.get(name, name), None)
        if found is None:
            raise MissingError(f"{self._library.__name__} has no {name}, which the formula calls as np.{name}")
        return found

    def array(self, value: Any) -> Any:
        """A number as an array of no axes; an array, or a list, as it is."""
        return self._as_array(value, dtype=self._dtype, **self._place) if isinstance(value, NUMBERS) else value

    def result(self, value: Any) -> Any:
        """What is computed, as an array of the dtype in which the formula is read."""
        return value if getattr(value, "dtype", None) == self._dtype else self._as_array(value, dtype=self._dtype)

    def where(self, condition: Any, this: Any, that: Any) -> Any:
        """`this` where the condition holds, else `that`; a condition of numbers alone chooses between the two."""
        if isinstance(condition, NUMBERS):
            return this if condition else that
        return self._library.where(condition, self.array(this), self.array(that))

    @staticmethod
    def digitize(x: Any, edges: Sequence[float]) -> Any:
        """How many entries of the list are not above x."""
        return sum((x >= edge) * 1.0 for edge in edges) + 0.0 * x

    def row_sum(self, x: Any) -> Any:
        """As the primitive of that name."""
        return self._library.sum(x, axis=-1, keepdims=True)

    def row_max(self, x: Any) -> Any:
        """As the primitive of that name."""
        return getattr(self._library, self._spelled.get("max", "max"))(x, axis=-1, keepdims=True)

    def _elementwise(self, name: str) -> Callable[..., Any]:
        if name == "where":
            return self.where
        of_arrays, of_numbers = getattr(self._library, name), getattr(np, name)

        def call(*values: Any) -> Any:
            if all(isinstance(each, NUMBERS) for each in values):
                with np.errstate(all="ignore"):
                    return float(of_numbers(*map(float, values)))
            return of_arrays(*(self.array(each) for each in values))

        return call


class _Bound:
    """Functions as they stand, for which `np` and what belongs to it mean something else."""

    def __init__(self, numpy: _Numpy) -> None:
        self.numpy = numpy
        self._own = {row_sum: numpy.row_sum, row_max: numpy.row_max, row_size: row_size}
        self._known: dict[FunctionType, FunctionType] = {}

    def function(self, function: Any) -> FunctionType:
        """The function, and with it those that it calls: formulas, and plain ones of its own module."""
        if function in self._known:
            return self._known[function]
        scope = dict(function.__globals__)
        scope.pop("__name__", None)  # by which torch.compile would look into the module, where np is NumPy
        cells = tuple(CellType() for _ in function.__closure__ or ())
        made = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, cells)
        made.__kwdefaults__ = function.__kwdefaults__
        self._known[function] = made
        for name in _names(function.__code__) & scope.keys():
            scope[name] = self._meant(scope[name], function)
        for cell, given in zip(cells, function.__closure__ or (), strict=True):
            cell.cell_contents = self._meant(given.cell_contents, function)
        return made

    def _meant(self, value: Any, caller: FunctionType) -> Any:
        if value is np:
            return self.numpy
        formula = getattr(value, "formula", None)
        if isinstance(formula, Formula) and formula.noun == "function":
            return self.function(formula.function)
        if inspect.isfunction(value):
            if value in self._own:
                return self._own[value]
            return self.function(value) if value.__globals__ is caller.__globals__ else value
        return value


def _names(code: CodeType) -> set[str]:
    """The names that a function, and what is written inside it, reads from outside."""

    def inside(code: CodeType) -> Iterator[str]:
        yield from code.co_names
        for each in code.co_consts:
            if isinstance(each, CodeType):
                yield from inside(each)

    return set(inside(code))


def _place(array: Any, library: ModuleType) -> Any:
    """The device that new arrays must be told; JAX and Keras place them themselves."""
    return array.device if library.__name__ == "torch" else None


def _floats(array: Any) -> bool:
    """Whether it is a floating-point array: every library writes its dtypes so."""
    return "float" in str(array.dtype)


def _is_complex(value: Any) -> bool:
    return isinstance(value, complex) or "complex" in str(getattr(value, "dtype", ""))
