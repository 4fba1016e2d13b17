"""Formulas of one's own, from a file: raced, mapped, trained, listed, checked, and written out like ours."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from talweg.cli import main, own
from talweg.formula.standalone import standalone
from talweg.functions import FUNCTIONS
from talweg.losses import LOSSES
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

from conftest import tried

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
RULES = '''import numpy as np

import talweg as tw
from beside import FACTOR
from talweg import adam
from talweg.formula import Average, Positive, Rate


@tw.function
def clipped(x):
    """x, within -1 and 1. Source: this test, 2026."""
    return np.maximum(-1, np.minimum(1, x))


@tw.optimizer(label="Sophia & co")
def sophia(w, g, m, h=1.0, *, lr: Rate = 0.01, beta1: Average = 0.9, rho: Positive = 0.04):
    """Sophia with the squared gradient for the curvature.

    Source: Liu et al., "Sophia", 2023, arXiv:2305.14342.
    """
    m = beta1 * m + (1 - beta1) * g
    h = 0.99 * h + 0.01 * g**2
    return w - lr * clipped(m / np.maximum(rho * h, 1e-12)), m, h


fast = sophia(lr=0.1 * FACTOR)


@tw.surface(start=(2.0, 1.0), minima=[(0.0, 0.0)], view=((-3, 3), (-3, 3)))
def bowl(x, y, *, steep: Positive = 3.0):
    """A round bowl with one steep side. Source: this test, 2026."""
    return x**2 + steep * y**2, 2 * x, 2 * steep * y


@tw.loss
def cauchy(y_hat, y, *, scale: Positive = 1.0):
    """Cauchy's loss. Source: Black and Anandan, 1996."""
    ratio = (y_hat - y) / scale
    return scale**2 * np.log1p(ratio**2) / 2, scale * ratio / (1 + ratio**2)


@tw.schedule
def inverse_time(t, *, peak: Rate, half: Positive = 100.0):
    """A fall with one over the steps. Source: Robbins and Monro, 1951."""
    return peak / (1 + t / half)
'''
ALONE = RULES.replace("from beside import FACTOR", "FACTOR = 1")
WRONG = '''import numpy as np

import talweg as tw
from talweg.formula import Positive


@tw.surface(start=(2.0, 1.0), minima=[(0.5, 0.5)], view=((-3, 3), (-3, 3)))
def slip(x, y, *, steep: Positive = 3.0):
    """Its second slope is wrong beyond the first points. Source: this test, 2026."""
    return x**2 + steep * y**2, 2 * x, 2 * steep * y + np.maximum(np.abs(x) - 2.5, 0)


@tw.optimizer(whole=True)
def odd(w, g, *, lr: Positive = 0.1):
    """Fails on anything but a vector. Source: this test, 2026."""
    return w - lr * g @ np.ones((7, 7))
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("own")
    (made / "my_rules.py").write_text(RULES)
    (made / "beside.py").write_text("FACTOR = 1.0\n")
    (made / "wrong.py").write_text(WRONG)
    return made


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["talweg", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return Done(arguments, int(end.value.code or 0), *capsys.readouterr())

    return run


def test_they_race_beside_ours(here: Run) -> None:
    done = here(*["race", "my_rules.py:bowl:steep=2", "my_rules.py:sophia", "my_rules.py:fast", "adam", "--steps", "4"])
    assert done.returncode == 0, done.stderr
    assert "bowl(steep=2.0) from (2, 1), f = 6, 4 steps" in done.stdout
    assert re.findall(r"^sophia\(lr=[\d.]+|^adam", done.stdout, re.MULTILINE) == [
        "sophia(lr=0.01",
        "sophia(lr=0.1",
        "adam",
    ]
    # By hand: g = (4, 6), m = 0.1 g, h = 0.99 + 0.01 g**2, and m / 0.04 h lies above 1: a step of lr each way.
    done = here(*["race", "my_rules.py", "my_rules.py", "--lr", "0.5", "--steps", "1"])
    assert re.search(r"^sophia +1\.5000 +0\.5000 +3$", done.stdout, re.MULTILINE), done.stdout
    mapped = here(*["map", "my_rules.py", "my_rules.py", "--lr", "1e-3:1", "--rho", "0.01:10", "--steps", "5"])
    assert "StabilityMap of sophia on bowl(steep=3.0)" in mapped.stdout


@pytest.mark.slow
def test_they_are_compared_by_other_processes(here: Run) -> None:
    line = "compare valley my_rules.py:sophia:rho=0.1 my_rules.py:sophia@cosine adam --seeds 3 --budgets 1 --steps 9"
    found = [here(*line.split(), "--jobs", jobs) for jobs in ("1", "2")]
    assert [each.returncode for each in found] == [0, 0], found[1].stderr
    rows = [re.findall(r"^(?:sophia|adam).*? to \S+", each.stdout, re.MULTILINE) for each in found]
    assert len(rows[0]) == 3
    assert rows[0] == rows[1]


def test_they_are_diagnosed(here: Run) -> None:
    done = here("diagnose", "digits", "--optimizer", "my_rules.py:sophia", "--lr", "1e4")
    assert done.returncode == 0, done.stderr
    assert "sophia(lr=10000.0" in done.stdout
    assert "loss_rises" in done.stdout
    lost = here("diagnose", "digits", "--loss", "my_rules.py:nothing")
    assert lost.returncode == 2
    assert "my_rules.py has no loss 'nothing'" in lost.stderr


def test_they_train(here: Run) -> None:
    line = (
        "train digits --optimizer my_rules.py:sophia:rho=0.1 --hidden 0 --epochs 1 --schedule my_rules.py:inverse_time"
    )
    done = here(*line.split(), "--lr", "0.02")
    assert done.returncode == 0, done.stderr
    assert "sophia(lr=inverse_time(peak=0.02, warmup=0, half=100.0), beta1=0.9, rho=0.1)" in done.stdout


def test_they_are_listed(here: Run) -> None:
    listed = here("list", "my_rules.py").stdout
    assert re.findall(r"^(\w+)$", listed, re.MULTILINE) == [
        "optimizers",
        "losses",
        "schedules",
        "surfaces",
        "functions",
    ]
    assert "sophia  Sophia with the squared gradient for the curvature." in listed
    assert "adam" not in listed
    assert "lr = 0.01, in [0, inf)" in here("list", "my_rules.py:sophia").stdout


@pytest.mark.slow
def test_they_are_checked(here: Run) -> None:
    done = here("check", "my_rules.py", "muon", "cross_entropy")
    assert done.returncode == 0, done.stdout
    heads = re.findall(r"^(\w+ \w+)\(", done.stdout, re.MULTILINE)
    assert heads == [
        "function clipped", "optimizer sophia", "surface bowl", "loss cauchy", "schedule inverse_time",
        "optimizer muon", "loss cross_entropy",
    ]  # fmt: skip
    assert "FAILED" not in done.stdout
    for asked in (
        "the fused reader equals the plain one in float32 at other values", "a sweep takes the same steps",
        "the gradient is the derivative of the value", "(0.0, 0.0) is a minimum", "JavaScript equals the plain reader",
    ):  # fmt: skip
        assert f"  ok        {asked}" in done.stdout
    done = here("check", "wrong.py")
    assert done.returncode == 1
    assert "FAILED    the gradient is the derivative of f: the gradient is wrong" in done.stdout
    assert "FAILED    (0.5, 0.5) is a minimum" in done.stdout
    assert "FAILED    it runs: ValueError: matmul" in done.stdout
    assert done.stderr == "4 of these failed\n"


def test_they_are_written_out(here: Run, folder: Path) -> None:
    assert here("export", "my_rules.py:sophia").stdout.splitlines() == [
        r"\begin{align*}",
        r"  m &\leftarrow \beta_{1}\,m + \left(1 - \beta_{1}\right)\,g \\",
        r"  h &\leftarrow 0.99\,h + 0.01\,g^{2} \\",
        r"  w &\leftarrow w - \text{lr}\,\max\left(-1, \min\left(1, "
        r"\frac{m}{\max\left(\rho\,h, 10^{-12}\right)}\right)\right)",
        r"\end{align*}",
    ]
    box = here("export", "my_rules.py:fast", "--as", "algorithm").stdout
    assert r"\caption{Sophia \& co}" in box
    assert r"\Require weights $w$, a loss $f$; $\text{lr} = 0.1$, $\beta_{1} = 0.9$, $\rho = 0.04$" in box
    assert r"\State $m \gets 0$, $h \gets 1$" in box
    assert 'export const optimizers = {\n"sophia"' in here("export", "my_rules.py:sophia", "--as", "javascript").stdout
    assert here("export", "my_rules.py:sophia", "--as", "torch", "--out", "sophia.py").stdout == "saved sophia.py\n"
    assert (folder / "sophia.py").read_text().startswith('"""Sophia with the squared')
    for line, message in (
        (
            "export my_rules.py",
            "my_rules.py has several formulas; write one of my_rules.py:clipped, my_rules.py:sophia",
        ),
        ("export muon --as torch", "its body is any Python over whole arrays"),
        ("export mse --as algorithm", "an algorithm is what an optimizer does; use --as latex"),
        ("export adam --as fortran", "talweg export has no form 'fortran'"),
        ("export adam --out nowhere/x.py", "nowhere"),
    ):
        done = here(*line.split())
        assert done.returncode == 2
        assert message in done.stderr


def loaded(path: Path, text: str) -> ModuleType:
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_written_out_for_torch_they_take_the_same_steps(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    draw = np.random.default_rng(0)
    for rule in [each(**tried(each.formula)) for each in OPTIMIZERS.values() if not each.whole]:
        module = loaded(tmp_path / f"{rule.name}_alone.py", standalone(rule.formula, rule.hyper, "torch"))
        w = draw.normal(size=(4, 3))
        parameter, state = torch.nn.Parameter(torch.tensor(w)), rule.init(w)
        title = "".join(word.capitalize() for word in rule.name.split("_"))
        optimizer = getattr(module, title)([parameter])
        for _ in range(5):
            g = draw.normal(size=w.shape)
            rule.step(w, g, state)
            parameter.grad = torch.tensor(g)
            optimizer.step()
        assert_allclose(parameter.detach(), w, rtol=1e-11, atol=1e-13, err_msg=rule.name)
    for loss in LOSSES.values():
        module = loaded(tmp_path / f"{loss.name}_alone.py", standalone(loss.formula, loss.hyper, "torch"))
        y_hat = draw.normal(size=(len(loss.parts), 5))
        y = draw.dirichlet(np.ones(5), size=1)[0] if loss.rowwise else np.sign(y_hat[0])
        given = [torch.tensor(each) for each in (*y_hat, y)]
        value, *_ = getattr(module, loss.name)(*given, **loss.hyper)
        batch = (y_hat, y[None]) if loss.rowwise else (np.squeeze(y_hat.T), y)
        if loss.name not in ("binary_cross_entropy", "focal", "squared_sigmoid", "poisson"):  # no signs there
            assert_allclose(np.ravel(value), loss.value_and_grad(*batch, reduction="none")[0], rtol=1e-12)


def test_written_out_for_jax_they_take_the_same_steps(tmp_path: Path) -> None:
    jax = pytest.importorskip("jax")
    draw = np.random.default_rng(0)
    rules = [OPTIMIZERS[name](lr=0.1) for name in ("adam", "radam", "schedule_free_sgd")]
    with jax.enable_x64(True):
        for rule in rules:
            module = loaded(tmp_path / f"{rule.name}_alone.py", standalone(rule.formula, rule.hyper, "jax"))
            transformation = getattr(module, f"{rule.name}_transform")()
            w = draw.normal(size=3)
            params, state = {"w": jax.numpy.asarray(w)}, rule.init(w)
            kept = transformation.init(params)
            for _ in range(3):
                g = draw.normal(size=3)
                rule.step(w, g, state)
                moves, kept = transformation.update({"w": jax.numpy.asarray(g)}, kept, params)
                params = {"w": params["w"] + moves["w"]}
            assert_allclose(params["w"], w, rtol=1e-11, err_msg=rule.name)


@pytest.mark.parametrize("content, message", [
    (None, "there is no file {}; formulas of your own stand in one, as path/to/my_rules.py:name"),
    ("", "{} declares no formula; write one with @tw.optimizer"),
    ("from talweg import adam\n", "{} declares no formula"),
    ("x = 1\n\nprint(1 / 0)\n", "{}, line 3: ZeroDivisionError: division by zero"),
    ("def rule(:\n", "{}, line 1: SyntaxError: invalid syntax"),
    ("import sys\nsys.exit(3)\n", "{}, line 2: SystemExit: 3"),
    ("import not_there_at_all\n", "{}, line 1: ModuleNotFoundError: No module named 'not_there_at_all'"),
    ("\x00", "{}: SyntaxError: source code string cannot contain null bytes"),
    ("raise SystemExit", "{}, line 1: SystemExit"),
    (ALONE + ALONE.partition("Rate")[2], "{}, line 50: clipped stands on line 10 already; give one another name"),
    (ALONE.replace("np.maximum(-1", "np.fmax(-1"), "{}, line 9: clipped, line 12: cannot read"),
    (ALONE.split("@tw.optimizer", maxsplit=1)[0], "{} declares no optimizer; write one with @tw.optimizer"),
])  # fmt: skip
def test_a_file_that_does_not_hold_what_it_should(content: str | None, message: str, here: Run, tmp_path: Path) -> None:
    path = tmp_path / "rules of mine.py"
    if content is not None:
        path.write_text(content)
    modules = set(sys.modules)
    done = here("race", "valley", f"{path}:rule")
    assert done.returncode == 2
    assert done.stderr.startswith(f"talweg: {message.format(path)}"), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    if content is None or not re.search(
        "declares|stands on", message
    ):  # what ran to its end is a module like any other
        assert not [name for name in set(sys.modules) - modules if name.startswith("rules of mine")]


def test_what_a_file_prints_is_not_what_was_asked_for(here: Run, tmp_path: Path) -> None:
    (tmp_path / "talks.py").write_text("print('a word of its own')\n" + ALONE)
    done = here("export", f"{tmp_path / 'talks.py'}:sophia")
    assert done.stdout.startswith("\\begin{align*}")
    assert done.stderr == "a word of its own\n"


def test_a_path_that_is_no_file_of_formulas(here: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "rules.txt").write_text(ALONE)
    for name, said in (
        ("folder.py", "is a folder; formulas"),
        ("rules.txt:sophia", "rules.txt is no Python file; formulas"),
    ):
        done = here("race", "valley", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


def test_names_that_a_file_does_not_have(here: Run) -> None:
    for line, message in (
        ("race valley my_rules.py:sofia", "my_rules.py has no optimizer 'sofia'; did you mean 'sophia'?"),
        ("race valley my_rules.py:bowl", "my_rules.py has no optimizer 'bowl'; it has 'fast', 'sophia'"),
        ("race valley my_rules.py:sophia:lr=x", "sophia: lr takes a number, got 'x'"),
        ("race valley my_rules.py:sophia:lr=-1", "sophia: lr must lie in [0, inf), got -1"),
        ("race valley my_rules.py:sophia:beta9=1", "sophia has no hyperparameter 'beta9'"),
        ("list my_rules.py:nothing", "my_rules.py has no formula 'nothing'"),
        ("list sofia", "talweg has no shelf or formula 'sofia'"),
    ):
        done = here(*line.split())
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


def test_a_name_that_is_taken_is_not_put_on_a_shelf() -> None:
    with pytest.raises(ValueError, match="the optimizer 'adam' stands on the shelf already"):
        OPTIMIZERS.add(OPTIMIZERS["adam"])


class Point:
    """An entry point of an installed package."""

    value = "theirs"
    dist = None

    def __init__(self, given: Any) -> None:
        self.given = given

    def load(self) -> Any:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


def test_installed_packages_bring_theirs(here: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    nouns = own.of_file("my_rules.py")
    package = ModuleType("package")
    vars(package).update(nouns)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [Point(package)] if group == "talweg.formulas" else [])
    assert "sophia" in here("race", "bowl", "sophia:lr=0.1", "--steps", "1").stdout
    assert "sophia  Sophia with" in here("list", "optimizers").stdout
    assert "  ok  " in here("check", "clipped").stdout
    monkeypatch.setattr(metadata, "entry_points", lambda group: [Point(nouns["sophia"])])
    assert "lr = 0.01" in here("list", "sophia").stdout
    monkeypatch.setattr(metadata, "entry_points", lambda group: [Point(ImportError("gone"))])
    assert here("race", "valley", "adam", "--steps", "1").returncode == 0  # ours need no package
    done = here("race", "valley", "sophia")
    assert done.returncode == 2
    assert "a package brings formulas as theirs, which cannot be loaded: ImportError: gone" in done.stderr


def test_a_visitor_s_words_run_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shelves, which the site asks too, know names alone."""
    monkeypatch.chdir(folder)
    for shelf in (OPTIMIZERS, LOSSES, SCHEDULES, SURFACES, FUNCTIONS):
        with pytest.raises(KeyError):
            shelf.take("test", "my_rules.py:sophia")
