"""Any optimizer as a method of scipy.optimize.minimize."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.optimize
from scipy.optimize import Bounds, OptimizeResult, rosen, rosen_der

from talweg.adapters import lbfgs, minimize, scipy_method
from talweg.errors import NonFiniteError, RangeError, ShapeError, UnknownNameError
from talweg.optimizers import adam, sgd

X0 = [5.0, 3.0]
RULE = sgd(lr=0.04)


def bowl(x: Any) -> Any:
    return x[0] ** 2 + 10 * x[1] ** 2


def slope(x: Any) -> Any:
    return np.array([2 * x[0], 20 * x[1]])


def both(x: Any) -> tuple[Any, Any]:
    return bowl(x), slope(x)


def run(f: Any = both, x0: Any = X0, rule: Any = RULE, **given: Any) -> OptimizeResult:
    return scipy.optimize.minimize(f, x0, method=scipy_method(rule), **({"jac": True} | given))


def test_the_result_has_scipy_s_fields() -> None:
    found = run(options={"maxiter": 20})
    np.testing.assert_allclose(found.x, [5 * 0.92**20, 3 * 0.2**20], rtol=1e-12)
    assert found.fun == bowl(found.x)
    np.testing.assert_array_equal(found.jac, slope(found.x))
    assert (found.nit, found.nfev, found.njev) == (20, 21, 21)
    assert (found.success, found.status, found.message) == (False, 1, "all steps were taken")
    own = scipy.optimize.minimize(both, X0, jac=True, method="BFGS")
    assert set(found) <= set(own)
    assert set(own) - set(found) == {"hess_inv"}


@pytest.mark.parametrize("given", [{}, {"tol": 1e-3}, {"options": {"gtol": 1e-3}}])
def test_it_ends_at_the_tolerance(given: dict[str, Any]) -> None:
    wanted = 1e-3 if given else 1e-5
    found = run(**given)
    # The largest component of the gradient is 10 * 0.92^k once y is gone.
    assert found.nit == int(np.ceil(np.log(wanted / 10) / np.log(0.92)))
    assert (found.success, found.status) == (True, 0)
    assert np.abs(found.jac).max() <= wanted


@pytest.mark.parametrize("given", [{"f": both, "jac": True}, {"f": bowl, "jac": slope}])
def test_jac_true_and_a_callable_take_the_same_path(given: dict[str, Any]) -> None:
    found = run(**given, rule=adam(lr=0.1), options={"maxiter": 50, "gtol": 0})
    np.testing.assert_array_equal(found.x, minimize(both, X0, adam(lr=0.1), steps=50).x)


def test_forward_differences_where_jac_is_missing() -> None:
    found = run(bowl, jac=None, rule=adam(lr=0.1), options={"maxiter": 50})
    np.testing.assert_allclose(found.x, minimize(both, X0, adam(lr=0.1), steps=50).x, rtol=1e-5)
    assert (found.njev, found.nfev) == (51, 51 * 3)  # f at x and at two neighbours


def test_differences_stay_within_the_bounds() -> None:
    def inside(x: Any) -> Any:
        assert (x <= 1).all()
        return -x.sum()

    found = run(inside, [0.5, 0.9], jac=None, bounds=[(None, 1), (0, 1)], rule=sgd(lr=0.3))
    np.testing.assert_array_equal(found.x, [1, 1])
    assert found.success


def test_args_reach_f_and_jac() -> None:
    found = run(lambda x, a, b: a * (x @ x) + b, args=(2.0, 7.0), jac=lambda x, a, b: 2 * a * x, tol=1e-9)
    assert found.fun == pytest.approx(7, abs=1e-12)
    assert run(lambda x, a: (a * (x @ x), 2 * a * x), args=2.0, tol=1e-9).success  # SciPy makes a tuple of it


@pytest.mark.parametrize("bounds", [[(1, None), (None, 2)], Bounds([1, -np.inf], [np.inf, 2])])
def test_bounds_by_projection_reach_the_minimum_that_scipy_finds(bounds: Any) -> None:
    def tilted(x: Any) -> tuple[Any, Any]:
        return both(np.array([x[0], x[1] - 3]))

    found = run(tilted, [-4.0, 9.0], bounds=bounds, rule=adam(lr=0.05), options={"maxiter": 2000}, tol=1e-6)
    own = scipy.optimize.minimize(tilted, [1.0, 2.0], jac=True, bounds=bounds, method="L-BFGS-B")
    np.testing.assert_allclose(found.x, own.x, rtol=1e-6)
    np.testing.assert_array_equal(found.x, [1, 2])
    assert found.success


@pytest.mark.parametrize("whole", [False, True])
def test_both_kinds_of_callback(whole: bool) -> None:
    seen: list[Any] = []

    def of_x(xk: Any) -> None:
        seen.append(xk)

    def of_result(intermediate_result: OptimizeResult) -> None:
        assert intermediate_result.fun == bowl(intermediate_result.x)
        seen.append(intermediate_result.x)

    run(callback=of_result if whole else of_x, options={"maxiter": 4})
    np.testing.assert_allclose(np.array(seen)[:, 0], 5 * 0.92 ** np.arange(1, 5), rtol=1e-13)


def test_stop_iteration_is_honoured_as_scipy_does() -> None:
    def stop(xk: Any) -> None:
        raise StopIteration

    found, own = run(callback=stop), scipy.optimize.minimize(both, X0, jac=True, method="BFGS", callback=stop)
    assert (found.nit, found.success, found.status) == (1, False, 99)
    assert (own.nit, own.success, own.status) == (1, False, 99)


def test_f_may_keep_and_change_what_it_is_given() -> None:
    seen: list[Any] = []

    def careless(x: Any) -> Any:
        seen.append(x)
        value = both(x.copy())
        x[...] = np.nan
        return value

    assert np.isfinite(run(careless, options={"maxiter": 3}).x).all()
    start = np.array(X0)
    run(x0=start)
    assert start.tolist() == X0


def test_where_f_ends() -> None:
    found = run(lambda x: (-np.sqrt(x[0]), np.array([-1.0])) if x[0] < 3 else (np.nan, x), [1.0], rule=sgd(lr=1.0))
    assert (found.x[0], found.success, found.status) == (2.0, False, 3)
    assert "not finite" in found.message


def test_lbfgs_on_rosenbrock() -> None:
    found = run(rosen, [-1.2, 1.0, 0.5], jac=rosen_der, rule=lbfgs)
    np.testing.assert_allclose(found.x, 1, rtol=1e-5)
    assert found.success
    assert found.nfev >= found.nit
    with pytest.raises(RangeError, match="lbfgs keeps no bounds"):
        run(rule=lbfgs, bounds=[(0, 1)] * 2)
    stuck = run(lambda x: (np.abs(x).sum(), np.sign(x)), [0.3, 0.7], rule=lbfgs)
    assert (stuck.success, stuck.status) == (False, 2)


def test_disp_prints_a_line_or_two(capsys: pytest.CaptureFixture[str]) -> None:
    run(options={"maxiter": 2, "disp": True})
    assert capsys.readouterr().out == "all steps were taken\n  f = 18.0538, 2 steps, 3 calls of f\n"


@pytest.mark.parametrize(
    "given, kind, message",
    [
        (
            {"options": {"maxit": 5}},
            UnknownNameError,
            "scipy_method(sgd) has no option 'maxit'; did you mean 'maxiter'?",
        ),
        ({"options": {"maxiter": -1}}, RangeError, "sgd: maxiter must lie in the whole numbers of [0, inf), got -1"),
        ({"tol": -1.0}, RangeError, "sgd: gtol must lie in [0, inf), got -1.0"),
        ({"bounds": [(0, 1)]}, RangeError, "sgd: bounds must be 2 pairs (low, high), got [(0, 1)]"),
        ({"bounds": [(0, 1), (2, 1)]}, RangeError, "bounds of x[1] must be low <= high, got 2.0 and 1.0"),
        ({"constraints": [{"type": "eq", "fun": bowl}]}, RangeError, "constraints cannot be kept; bounds can"),
        ({"f": lambda x: (np.inf, x)}, NonFiniteError, "f(x0) is inf"),
        ({"f": lambda x: (1.0, x[:1])}, ShapeError, "the gradient of x has shape (1,), not (2,)"),
    ],
)
def test_mistakes(given: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as error:
        run(**given)
    assert message in str(error.value)


def test_a_hessian_is_not_used_and_that_is_said() -> None:
    with pytest.warns(RuntimeWarning, match="sgd does not use hess or hessp"):
        assert run(hess=lambda x: np.diag([2.0, 20.0])).success
