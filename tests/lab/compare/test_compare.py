"""Comparisons: that they are fair, find what is there, and say how to make them again."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.errors import DeclarationError, RangeError, ShapeError, TalwegError, UnknownNameError
from talweg.formula import Rate
from talweg.lab.compare.comparison import Comparison
from talweg.lab.compare.statistics import middle
from talweg.lab.compare.study import Study
from talweg.lab.problems import PROBLEMS
from talweg.lab.race import number


@tw.optimizer
def seer(w: Any, g: Any, *, lr: Rate = 0.01) -> Any:
    """A planted rule: it knows that the minimum of the valley is 0, and goes there."""
    return w - lr * w + 0 * g


VALLEY = tw.problems.valley(kappa=30, noise=0.5, steps=60)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return tw.compare(VALLEY, ["sgd", "momentum", seer], budgets=(1, 4, 12), seeds=10, jobs=1)


@pytest.fixture(scope="module")
def several() -> Comparison:
    problems = [VALLEY, tw.problems.booth(steps=50), tw.problems.rosenbrock(steps=50)]
    return tw.compare(problems, ["sgd", "adam@cosine"], budgets=(1, 6), seeds=6, jobs=1, sensitivity=False)


def test_a_planted_better_rule_is_found(found: Comparison) -> None:
    for other in ("sgd", "momentum"):
        verdict = found.verdict("seer", other)
        assert verdict.winner == "seer" == found.verdict(other, "seer").winner
        assert verdict.contrast.superiority == 1.0
        assert verdict.contrast.difference < 0
        assert verdict.p < 0.05
        assert f"seer is better than {other} on valley at a budget of 12" in str(verdict)


def test_trials_are_tuned_on_one_set_of_seeds_and_reported_on_another(found: Comparison) -> None:
    columns = found.trials.columns()
    tuned, reported = columns["purpose"] == "tuning", columns["purpose"] == "report"
    assert not {*columns["seed"][tuned]} & {*columns["seed"][reported]}
    assert {*columns["seed"][reported]} == set(range(10))
    assert tuned.sum() == 3 * 12 * 3  # rules, trials, seeds
    assert len(found.trials) == sum(map(len, (columns["seed"][columns["purpose"] == each] for each in
                                              ("tuning", "report", "sensitivity"))))  # fmt: skip


def test_the_winner_is_the_lowest_median_of_the_first_trials(found: Comparison) -> None:
    for rule in found.names:
        assert found.winners["valley", rule, 1] == 0
        for budget in (4, 12):
            ends = {k: middle([row.final for row in found.trials.of("valley", rule, k).values()
                               if row.seed in found.tuning_seeds]) for k in range(budget)}  # fmt: skip
            assert found.winners["valley", rule, budget] == min(ends, key=lambda k: (ends[k], k))


def test_every_reported_value_is_the_problems_own_run(found: Comparison) -> None:
    hyper = found.hyper("momentum")
    for seed in (0, 9):
        own = VALLEY.run(tw.momentum(**hyper), seed=seed)
        assert found.values("momentum")[seed] == pytest.approx(own.final, rel=1e-12)
        assert found.reached("momentum")[seed] == own.reached(VALLEY.target)[0]


def test_all_rules_start_alike_on_each_seed(found: Comparison) -> None:
    starts = {}
    for row in found.trials:
        starts.setdefault(row.seed, set()).add(row.curve[0][1])
    assert all(len(each) == 1 for each in starts.values())
    assert len({next(iter(each)) for each in starts.values()}) == len(starts)


def test_a_miss_is_infinite(found: Comparison) -> None:
    harder = tw.compare(VALLEY(target=-1.0), "sgd", budgets=1, seeds=2, jobs=1)
    assert_array_equal(harder.reached("sgd"), np.inf)
    assert "0/2" in harder.table()
    assert found.reached("seer", unit="seconds").max() < 60


def test_the_cost_and_the_width(found: Comparison) -> None:
    assert found.cost("sgd") == (36, 36 * 60, sum(r.seconds for k in range(12) for r in found.trials.of(
        "valley", "sgd", k).values() if r.seed in found.tuning_seeds))  # fmt: skip
    assert found.cost("sgd", 1)[:2] == (0, 0)


def test_a_rate_at_the_edge_of_its_space_is_warned_of() -> None:
    narrow = tw.compare("sphere:steps=20", "sgd", budgets=6, seeds=2, jobs=1, spaces={"sgd": {"lr": (1e-5, 1.1e-2)}})
    assert any("sits at the high edge of its space" in each for each in narrow.warnings)
    assert "a wider one may hold a better" in narrow.table()
    wide = tw.compare("sphere:steps=20", "sgd", budgets=6, seeds=2, jobs=1, spaces={"sgd": {"lr": (1e-3, 100)}})
    assert not any("edge" in each for each in wide.warnings)


def test_two_identical_rules_cannot_be_separated() -> None:
    @tw.optimizer
    def twin(w: Any, g: Any, *, lr: Rate = 0.01) -> Any:
        """SGD under another name."""
        return w - lr * g

    apart = tw.compare(VALLEY(steps=20), ["sgd", twin], budgets=(1, 5), seeds=10, jobs=1, sensitivity=False,
                       spaces={"twin": {"lr": (1e-4, 1)}})  # fmt: skip
    verdict = apart.verdict("sgd", "twin")
    assert verdict.winner is None
    assert "cannot separate sgd and twin" in str(verdict)
    assert_array_equal(apart.values("sgd"), apart.values("twin"))


def test_too_few_seeds_are_warned_of(several: Comparison, found: Comparison) -> None:
    assert not any("cannot separate any" in each for each in found.warnings)
    few = tw.compare("sphere:steps=5", ["sgd", "adam"], budgets=1, seeds=3, jobs=1, sensitivity=False)
    assert any("3 seeds cannot separate any of 2 rules" in each for each in few.warnings)


def test_a_rule_that_diverges_loses_and_is_named() -> None:
    wild = tw.compare("valley:steps=50", ["sgd:lr=10", "sgd:lr=0.01"], budgets=1, seeds=8, jobs=1, sensitivity=False)
    assert wild.verdict("sgd:lr=10", "sgd:lr=0.01").winner == "sgd:lr=0.01"
    assert any("sgd:lr=10 on valley diverged from every seed" in each for each in wild.warnings)
    assert "inf" in wild.table()


def test_a_constant_objective_separates_nothing() -> None:
    flat = tw.problems.function(lambda x: (1.0, 0 * x), np.ones(3), name="flat", steps=10)
    same = tw.compare(flat, ["sgd", "adam"], budgets=(1, 3), seeds=6, jobs=1)
    assert same.verdict("sgd", "adam").winner is None
    assert same.verdict("sgd", "adam").contrast.difference == 0.0


def test_what_raises_in_a_run_is_told_and_the_others_are_kept(tmp_path: Any) -> None:
    def brittle(x: Any) -> tuple[float, Any]:
        if abs(x[0]) > 1e3:
            raise ZeroDivisionError("too far")
        return float(x @ x), 2 * x

    path = tmp_path / "s.db"
    problem = tw.problems.function(brittle, [1.0], steps=20, name="brittle")
    with pytest.raises(TalwegError, match=r"sgd:lr=3 on brittle: ZeroDivisionError: too far"):
        tw.compare(
            problem, ["sgd:lr=3", "sgd:lr=0.1"], budgets=1, seeds=2, jobs=1, store=path, sensitivity=False
        )  # fmt: skip
    with Study(path) as study:
        assert len(study) == 2


def test_who_watches_sees_a_run_grow() -> None:
    bowl, heard = tw.problems.function(lambda x: (float(x @ x), 2 * x), [1.0], name="bowl", steps=200), []
    tw.compare(
        bowl, "sgd", budgets=1, seeds=2, jobs=1, sensitivity=False, watch=lambda *event: heard.append(event)
    )  # fmt: skip
    stages, rows = [each for each in heard if each[2] is None], [row for *_, row in heard if row is not None]
    assert [each[:2] for each in stages] == [("tuning", 0), ("reporting", 2)]
    for seed in (0, 1):
        own = [row for row in rows if row.seed == seed]
        assert [len(row.curve) for row in own] == [*range(1, 52)]
        assert [row.over for row in own] == [False] * 50 + [True]
        for row in own:
            assert [point[:2] for point in row.curve] == [point[:2] for point in own[-1].curve[: len(row.curve)]]
            assert row.final == row.curve[-1][1]


def test_what_who_watches_raises_ends_the_comparison() -> None:
    bowl = tw.problems.function(lambda x: (float(x @ x), 2 * x), [1.0], name="bowl", steps=5)

    def tired(_name: str, _count: int, row: Any) -> None:
        if row is not None:
            raise ZeroDivisionError("no more")

    with pytest.raises(ZeroDivisionError, match=r"^no more$"):
        tw.compare(bowl, "sgd", budgets=1, seeds=2, jobs=1, sensitivity=False, watch=tired)


def test_a_run_is_taken_on_one_thread_of_blas() -> None:
    threadpoolctl = pytest.importorskip("threadpoolctl")
    seen = []

    def watched(x: Any) -> tuple[float, Any]:
        seen.append({each["num_threads"] for each in threadpoolctl.threadpool_info() if each["user_api"] == "blas"})
        return float(x @ x), 2 * x

    problem = tw.problems.function(watched, [1.0], steps=2, name="watched")
    seen.clear()
    tw.compare(problem, "sgd", budgets=1, seeds=1, jobs=1, sensitivity=False)
    assert seen[0] == {1}


def test_several_problems_count_once_each(several: Comparison) -> None:
    verdict = several.verdict("sgd", "adam@cosine")
    shares = [np.mean(several.values("sgd", problem=each) < several.values("adam@cosine", problem=each))
              for each in several.problems]  # fmt: skip
    assert verdict.contrast.superiority == pytest.approx(np.mean(shares))
    assert verdict.contrast.pairs == 3
    assert "the seeds of 3 problems" in str(verdict)
    assert several.verdict("sgd", "adam@cosine", problem="booth").contrast.pairs == 6
    factors, profiles = several.profiles()
    own = profiles["sgd"][0]
    assert (np.diff(own) >= 0).all()
    times = {rule: [middle(several.reached(rule, problem=each)) for each in several.problems] for rule in several.names}
    fastest = np.min(list(times.values()), axis=0)
    assert own[0] == np.mean([t == f and np.isfinite(t) for t, f in zip(times["sgd"], fastest, strict=True)])
    assert len(factors) == len(own)


def test_schedules_are_laid_out_over_the_run(several: Comparison) -> None:
    hyper = several.hyper("adam@cosine", problem="booth")
    peak = hyper.pop("lr")
    rule = tw.adam(lr=tw.cosine(peak=peak, total=50), **hyper)
    own = several.problems["booth"].run(rule, seed=2).final
    assert several.values("adam@cosine", problem="booth")[2] == pytest.approx(own, rel=1e-12)


def test_losses_are_compared_by_problems_of_the_same_data() -> None:
    names = ["digits_linear:loss=focal", "digits_linear:loss=squared_hinge", "digits_linear"]
    asked: dict[str, Any] = {"budgets": 1, "seeds": 7, "steps": 40, "jobs": 1, "sensitivity": False}
    losses = tw.compare(names, "adam:lr=0.02", **asked)
    assert list(losses.problems) == names
    assert "Digits, linear (loss=focal): the share of wrong classes" in losses.table()
    verdict = losses.between(*names[:2], "adam:lr=0.02")
    focal, hinge = (losses.values("adam:lr=0.02", problem=each) for each in names[:2])
    assert verdict.contrast.difference == pytest.approx(middle(focal - hinge))
    assert verdict.contrast.superiority == np.mean((focal < hinge) + 0.5 * (focal == hinge))
    turned = losses.between(*names[1::-1], "adam:lr=0.02")
    assert (turned.winner, turned.p) == (verdict.winner, verdict.p)
    assert f"{names[0]} and {names[1]} under adam:lr=0.02" in losses.table() or verdict.winner
    with pytest.raises(RangeError, match=r"do not measure the same.*share of wrong classes.*mean cross_entropy"):
        losses.between(names[0], names[2], "adam:lr=0.02")
    words = shlex.split(losses.again)
    assert words[2:6] == [names[0], "adam:lr=0.02", "--also", names[1]]
    # One that was held back: a loss that teaches nothing is worse than any.
    idle = tw.compare([tw.problems.digits_linear(loss="focal"), tw.problems.digits_linear(loss=tw.huber(delta=1e-9))],
                      "sgd:lr=0.1", **asked)  # fmt: skip
    first, second = idle.problems
    assert idle.between(first, second, "sgd:lr=0.1").winner == first == "digits_linear:loss=focal"
    assert f"{first} is better than {second} under sgd:lr=0.1" in idle.table()


def test_the_sentence_that_makes_it_again_makes_it_again(several: Comparison, found: Comparison) -> None:
    from typer.testing import CliRunner

    from talweg.cli import app

    assert found.again.startswith("tw.compare([valley(kappa=30")
    words = shlex.split(several.again)
    assert words[:2] == ["talweg", "compare"]
    done = CliRunner().invoke(app, [*words[1:], "--jobs", "1", "--no-sensitivity"])
    assert done.exit_code == 0, done.output

    def numbers(text: str) -> list[str]:
        return [line.rpartition("trials")[0] or line for line in text.splitlines() if " is lower on " in line]

    assert numbers(done.output) == numbers(several.table())


def test_seeds_in_a_row_have_a_first(several: Comparison) -> None:
    far = tw.compare("sphere:steps=3,x=1", "sgd", budgets=1, seeds=range(7, 10), jobs=1, sensitivity=False)
    assert far.again == (
        "talweg compare sphere:x=1.0,steps=3 sgd --seeds 3 --budgets 1 --tuning-seeds 3 --first-seed 7"
    )
    assert "first-seed" not in several.again
    apart = tw.compare("sphere:steps=3", "sgd", budgets=1, seeds=[7, 9], jobs=1, sensitivity=False)
    assert "seeds=[7, 9]" in apart.again


def test_the_table_says_what_was_measured(found: Comparison) -> None:
    text = found.table()
    assert "f above its lowest on valley" in text
    assert f"target {number(VALLEY.target)}" in text
    last = f"{middle(found.values('seer')):.3g}"
    assert any(line.startswith("seer") and last in line for line in text.splitlines())
    assert repr(found).startswith(f"Comparison of 3 rules: {len(found.trials)} runs")


def test_everything_is_exported(found: Comparison, several: Comparison, tmp_path: Any) -> None:
    polars = pytest.importorskip("polars")
    read = polars.read_parquet(found.to_parquet(tmp_path / "runs.parquet"))
    assert read.height == len(found.trials)
    assert_array_equal(read["final"].to_numpy(), found.trials.columns()["final"])
    assert several.plot(tmp_path / "all.svg").stat().st_size > 10_000
    page = several.to_html(tmp_path / "page.html").read_text()
    assert page.count("<svg") == 4  # a row for each problem, and the profiles
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", "").replace("https://matplotlib.org", "")  # fmt: skip
    assert f"talweg {tw.__version__}" in page
    assert "seeds 0 to 5, tuned on 1000000 to 1000002" in page


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"problem": "digitz"}, UnknownNameError, "did you mean 'digits'"),
    ({"problem": []}, ShapeError, "at least one problem"),
    ({"problem": ["valley", "valley"]}, ShapeError, "there twice"),
    ({"problem": 3}, DeclarationError, "got 3"),
    ({"rules": []}, ShapeError, "at least one optimizer"),
    ({"seeds": 0}, RangeError, "seeds must lie in"),
    ({"seeds": [1, 1]}, RangeError, "different ones"),
    ({"seeds": [1_000_001]}, RangeError, "for tuning"),
    ({"seeds": "ten"}, RangeError, "seeds"),
    ({"budgets": (0, 5)}, RangeError, "budgets must lie in"),
    ({"budgets": ()}, RangeError, "got none"),
    ({"budgets": 2.5}, RangeError, "budgets"),
    ({"tuning_seeds": 0}, RangeError, "tuning_seeds"),
    ({"steps": -3}, RangeError, "steps"),
    ({"jobs": 0}, RangeError, "jobs"),
    ({"dask": "localhost"}, RangeError, "tcp://"),
    ({"seed": -1}, RangeError, "seed"),
]


@pytest.mark.parametrize(("given", "error", "words"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_said_before_the_first_run(given: dict[str, Any], error: type[Exception], words: str) -> None:
    asked: dict[str, Any] = {"problem": "valley", "rules": "sgd", "jobs": 1, **given}
    with pytest.raises(error, match=words):
        tw.compare(asked.pop("problem"), asked.pop("rules"), **asked)


def test_questions_that_have_no_answer(found: Comparison, several: Comparison) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'sgd'"):
        found.verdict("sgdd", "seer")
    with pytest.raises(RangeError, match="two rules"):
        found.verdict("sgd", "sgd")
    with pytest.raises(RangeError, match="the budgets are 1, 4, 12, got 5"):
        found.verdict("sgd", "seer", budget=5)
    with pytest.raises(RangeError, match="name one: valley, booth, rosenbrock"):
        several.values("sgd")
    with pytest.raises(UnknownNameError, match="booth"):
        several.values("sgd", problem="both")


@pytest.mark.slow
@pytest.mark.parametrize("problem", ["valley:kappa=30,noise=0.5", "rosenbrock", "himmelblau:noise=1,x=2,y=-1"])
def test_runs_side_by_side_are_those_that_are_taken_one_by_one(problem: str) -> None:
    """Among them rules with schedules, such as diverge, and what no lane can take: those of whole arrays, pipelines."""
    schedule = tw.adamw(lr=tw.cosine(peak=0.1, total=60))
    rules = ["sgd", "adam", "nesterov", "rmsprop@cosine", schedule, "muon", tw.pipeline("sgd", clip_norm=1.0)]
    asked: dict[str, Any] = {"budgets": 3, "seeds": 2, "tuning_seeds": 1, "steps": 60, "jobs": 1, "sensitivity": False}
    found = tw.compare(problem, rules, **asked)
    ground, left = PROBLEMS.take("here", problem), 0
    entries = next(iter(found.entries.values()))
    for row in found.trials:
        own = ground.run(entries[row.rule].at(row.numbers, 60), seed=row.seed, steps=60)
        assert (row.left, row.over) == (own.left, True)
        np.testing.assert_allclose([value for _, value, _ in row.curve], own.values, rtol=1e-12)
        left += own.left is not None
    assert left or problem.startswith("himmelblau")


def test_what_goes_wrong_in_a_lane_is_told_by_its_name(monkeypatch: Any) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("no lane")

    monkeypatch.setattr("talweg.lab.problems.ground.Ground.run_side_by_side", fail)
    with pytest.raises(TalwegError, match=r"sgd on valley: ZeroDivisionError: no lane \(and 2 runs more\)"):
        tw.compare("valley", "sgd", budgets=1, seeds=3, jobs=1, sensitivity=False)
