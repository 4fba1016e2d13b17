"""The command line, run as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import talweg as tw
from talweg.cli import app, main

from command_line import talweg

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in this process, which has imported and compiled already what the command needs."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["talweg", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return Done(arguments, int(end.value.code or 0), *capsys.readouterr())

    return run


def test_race_prints_the_lesson_s_table(tmp_path: Path) -> None:
    line = "race valley sgd momentum adam --lr 0.05 --steps 50 --start 5,3 --plot race.png"
    done = talweg(*line.split(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = {row[0]: row[-1] for row in map(str.split, done.stdout.splitlines()) if len(row) == 4}
    assert found == {"optimizer": "f", "sgd": "6.64e-4", "momentum": "0.333", "adam": "14.46"}
    assert (tmp_path / "race.png").read_bytes().startswith(b"\x89PNG")


def test_train_reports_what_it_reached() -> None:
    line = "train digits --optimizer adam --lr 1e-3 --schedule cosine --warmup 0.05"
    done = talweg(*line.split())
    assert done.returncode == 0, done.stderr
    accuracy = float(re.findall(r"accuracy (\d+\.\d+)%", done.stdout)[-1])
    assert accuracy >= 97
    assert "warmup=" in done.stdout


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of sizes, towns and prices, price = 3 * size + 100 in Oslo."""
    path = tmp_path_factory.mktemp("tables") / "homes.csv"
    rows = [(50 + 7 * i % 101, ("Bern", "Oslo")[i % 2], i) for i in range(200)]
    lines = [f"{size},{town},{3 * size + 100 * (town == 'Oslo') + i % 5}" for size, town, i in rows]
    path.write_text("\n".join(["size,town,price", *lines, "60,,"]) + "\n")
    return path


def test_train_on_a_table_s_quantity(homes: Path) -> None:
    done = talweg("train", str(homes), "--target", "price", "--hidden", "0", "--lr", "0.05", "--schedule", "cosine")
    assert done.returncode == 0, done.stderr
    assert "price: to predict, a quantity (mean " in done.stdout
    assert "price: 1 rows without it are left out" in done.stdout
    assert "town: 2 categories, one column each" in done.stdout
    found = re.findall(
        r"price is off by ([\d.]+) .* always answering the mean, [\d.]+, is off by ([\d.]+)", done.stdout
    )
    error, plain = map(float, found[0])
    assert error < 2  # the prices are i % 5 off the line: 1.41 at best
    assert plain > 80


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "hinge"])
def test_train_on_a_table_s_classes(homes: Path, loss: str, here: Run) -> None:
    done = here("train", str(homes), "--target", "town", "--loss", loss, "--epochs", "60", "--lr", "0.01")
    assert done.returncode == 0, done.stderr
    assert float(re.findall(r"accuracy (\d+\.\d+)% on 40 unseen rows; always answering", done.stdout)[-1]) > 90


@pytest.mark.parametrize("loss", ["squared_sigmoid", "mse", "binary_cross_entropy"])
def test_train_with_an_elementwise_loss(loss: str, here: Run) -> None:
    done = here("train", "digits", "--loss", loss, "--epochs", "2", "--optimizer", "momentum:beta=0.5", "--hidden", "0")
    assert done.returncode == 0, done.stderr


def test_list_shows_formula_and_ranges() -> None:
    done = talweg("list")
    for text in (
        "beta1 = 0.9, in [0, 1)",
        "m_hat = bias_corrected(m, beta1, t)",
        "return m / (1 - beta**t)",
        "kappa = 10, in (0, inf)",
        "total = no default",
    ):
        assert text in done.stdout
    assert "cross_entropy" not in talweg("list", "optimizers").stdout


@pytest.mark.parametrize(
    "line, message",
    [
        ("race valley sgdd", "talweg has no optimizer 'sgdd'; did you mean 'sgd'?"),
        ("race vale sgd", "talweg has no surface 'vale'; did you mean 'valley'?"),
        ("race valley:kappa=-1 sgd", "valley: kappa must lie in (0, inf), got -1.0"),
        ("race valley:kappa sgd", "'valley:kappa': write valley:name=value,name=value, not 'kappa'"),
        ("race valley sgd:lr=fast", "sgd: lr takes a number, got 'fast'"),
        ("race valley sgd --start 5", "--start takes two numbers, such as 5,3; got '5'"),
        ("race valley sgd --steps 0", "race: steps must lie in the whole numbers of [1, inf), got 0"),
        ("race valley sgd --plot race.docx", "a picture is saved as"),
        ("race valley sgd --plot no/such/folder/race.png", "No such file or directory"),
        ("train digit", "did you mean 'digits'?"),
        ("train digits --target x", "--target: only for a file; what to predict of digits is known"),
        ("train none.csv --target x", "No such file or directory"),
        ("train pyproject.toml", "fields, and the first line names"),
        ("train digits --schedule cosine --warmup -1", "--warmup must lie in [0, inf), got -1"),
        ("train digits --warmup 1e9 --schedule cosine", "cosine: needs warmup < total"),
        ("train digits --warmup 0.1", "--warmup belongs to a schedule"),
        ("list optimiser", "did you mean 'optimizers'?"),
    ],
)
def test_mistakes_are_one_line(line: str, message: str, here: Run) -> None:
    done = here(*line.split())
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_mistake_ends_the_process_with_status_2() -> None:
    done = talweg("race", "valley", "sgdd")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "talweg: talweg has no optimizer 'sgdd'; did you mean 'sgd'?\n"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['talweg', '--help']\n"
        "from talweg.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = 'numba sklearn scipy matplotlib fastapi uvicorn jinja2 sympy importlib.metadata'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "race" in done.stdout


@pytest.mark.parametrize(
    "option, least, most",
    [("--epochs", 1, 4294967295), ("--batch-size", 1, 4294967295), ("--hidden", 0, 1000000), ("--seed", 0, 4294967295)],
)
def test_a_number_out_of_range_is_one_line(option: str, least: int, most: int, here: Run) -> None:
    for value in (least - 1, -7, most + 1, 10**400):
        done = here("train", "digits", option, str(value))
        assert done.returncode == 2
        said = f"talweg: train: {option} must lie in the whole numbers of [{least}, {most}], got {value}"
        assert done.stderr.splitlines() == [said]


@pytest.mark.parametrize(
    "line, message",
    [
        ("train digits --epochs 2.5", "Invalid value for '--epochs'"),
        ("train digits --seed inf", "Invalid value for '--seed'"),
        ("train digits --lr nan", "adam: lr must lie in [0, inf), got nan"),
        ("train digits --lr", "'--lr' requires an argument"),
        ("train digits --warmup nan --schedule linear", "--warmup must lie in [0, inf), got nan"),
        ("train digits --warmup 1e999 --schedule linear", "--warmup must lie in [0, inf), got inf"),
        ("train digits --speed 3", "No such option: --speed"),
        ("train digits --save model.npz --decimal ,", "--decimal, --save: only for a file"),
        ("race valley sgd --steps 100000000000000", "this does not fit in memory"),
        ("bank check --seeds 0", "Invalid value for '--seeds'"),
        ("trian digits", "No such command 'trian'"),
    ],
)
def test_what_no_option_takes_is_one_line(line: str, message: str, here: Run) -> None:
    done = here(*line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_groups_of_commands_show_their_help(here: Run) -> None:
    done = here("bank")
    assert done.returncode == 2
    assert "Usage" in done.stdout + done.stderr


def test_version_is_one_line(here: Run) -> None:
    done = here("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"talweg {tw.__version__}\n", "")


def test_a_shell_completes_commands() -> None:
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'talweg'; from talweg.cli import main; main()"]
    asked = {"_TALWEG_COMPLETE": "complete_bash", "COMP_WORDS": "talweg ra", "COMP_CWORD": "1"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | asked, timeout=60)
    assert done.stdout.split() == ["race"]


@pytest.mark.parametrize(
    "line, known",
    [
        ("race va", {"valley"}), ("race valley adad", {"adadelta"}), ("map valley mom", {"momentum"}),
        ("train digits --optimizer adamw", {"adamw"}), ("train digits --loss hub", {"huber"}),
        ("train digits --schedule cosine_", {"cosine_restarts"}), ("compare digits_m", {"digits_margin"}),
        ("list sur", {"surfaces"}), ("check cross", {"cross_entropy"}), ("claims wind", {"window"}),
        ("export adam --as to", {"torch"}), ("race my_ru", set()),
    ],
)  # fmt: skip
def test_the_shell_completes_names(line: str, known: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["talweg", *line.split()]
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    reply = CliRunner().invoke(app, [], prog_name="talweg", env={"_TALWEG_COMPLETE": "complete_bash"})
    assert set(reply.output.split()) == known
