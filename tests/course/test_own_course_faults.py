"""What is wrong in a course of one's own is told with its place, before anything is added or served."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from talweg.cli import main
from talweg.course import bank, lesson
from talweg.course.bank import misconceptions
from talweg.course.bank.check import check
from talweg.course.exam import blueprint
from talweg.course.folder import taking
from talweg.course.folder.taking import take
from talweg.course.folder.writing import write
from talweg.course.question import question
from talweg.errors import DeclarationError, MissingError, RangeError, TalwegError, UnknownNameError
from talweg.lab import claims
from talweg.lab.claims import results
from talweg.nouns import own_file
from talweg.optimizers import OPTIMIZERS


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example without its formula, which would stay on the shelf; all that is added is taken away again."""
    registries = (lesson._homes, bank._bank, misconceptions._repairs, claims._claims)
    before = [dict(each) for each in registries]
    for module, name in ((own_file, "_folders"), (blueprint, "_folders"), (results, "_also")):
        monkeypatch.setattr(module, name, list(getattr(module, name)))
    monkeypatch.setattr(taking, "_taken", {})
    results.kept.cache_clear()
    folder = tmp_path / "mine"
    write(folder)
    (folder / "formulas.py").unlink()
    for name in ("lessons/long_steps/bounded.md", "questions/longest_step.py", "blueprints/first-steps.toml"):
        (folder / name).unlink()
    (folder / "lessons/long_steps/__init__.py").write_text('TITLE = "T"\nLEAD = "L"\nSECTIONS = ("overshoot",)\n')
    yield folder
    results.kept.cache_clear()
    lesson.lesson.cache_clear()
    for each, known in zip(registries, before, strict=True):
        each.clear()
        each.update(known)
    for name in [each for each in sys.modules if each.startswith("folder_")]:
        del sys.modules[name]


RULE = '''from talweg.formula import Rate
from talweg.nouns import optimizer


@optimizer
def steep(w, g, *, lr: Rate = 0.1):
    """Steepest descent. Source: this test, 2026."""
    return w - lr * g
'''
INIT = "lessons/long_steps/__init__.py"
TEXT = "lessons/long_steps/overshoot.md"
ASKED = "questions/factor_of_a_step.py"
CLAIM = "claims/two_over_curvature.py"


@pytest.mark.parametrize("file, change, kind, said", [
    (INIT, ("TITLE", "NAME"), DeclarationError, "{0}: a lesson has TITLE, a text; got None"),
    (INIT, ('"L"', "3"), DeclarationError, "{0}: a lesson has LEAD, a text; got 3"),
    (INIT, ('("overshoot",)', '"overshoot"'), DeclarationError, '{0}: a lesson has SECTIONS, such as'),
    (INIT, ('("overshoot",)', "()"), DeclarationError, '{0}: a lesson has SECTIONS'),
    (INIT, ('"overshoot",', '"overshoot", "overshoot"'), DeclarationError, "different names in a to z"),
    (INIT, ('"overshoot",', '"../../etc/passwd",'), DeclarationError, "different names in a to z"),
    (INIT, ('"overshoot",', '"overshoot", "more"'), DeclarationError, "names 'more', and there is no file"),
    (INIT, ("TITLE =", "TITLE = 1 / 0 #"), DeclarationError, "{0}, line 1: ZeroDivisionError: division by zero"),
    (INIT, ("TITLE =", "TITLE = ="), DeclarationError, "{0}, line 1: SyntaxError: invalid syntax"),
    (TEXT, ("## A", "A"), DeclarationError, "{0}, line 1: a section begins with its title"),
    (ASKED, ('section="overshoot"', 'section="overshot"'), UnknownNameError, "did you mean 'overshoot'"),
    (ASKED, ("level=2", "level=9"), DeclarationError, "{0}, line 10: question: kind is one of"),
    (ASKED, ("share = lr", "share = 1 / 0 #"), DeclarationError, "{0}, line 21: ZeroDivisionError"),
    (ASKED, ("def factor_of_a_step", "def one_step"), RangeError, "{0}: the bank has a question 'one_step' already"),
    (ASKED, ('"adds the step"', '"drops the factor 2"'), RangeError, "'drops the factor 2' is known, and"),
    (CLAIM, ('name="two_over_curvature"', 'name="stall"'), RangeError, "a claim 'stall' already"),
    (CLAIM, ('section="overshoot"', 'section="x"'), UnknownNameError, "'x'"),
])  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_added(
    file: str, change: tuple[str, str], kind: type[TalwegError], said: str, mine: Path
) -> None:
    path = mine / file
    assert change[0] in path.read_text()
    path.write_text(path.read_text().replace(*change, 1))
    before = [dict(each) for each in (lesson.LESSONS, bank.BANK, misconceptions.REPAIRS, claims.CLAIMS)]
    with pytest.raises(kind, match=re.escape(said.format(path.resolve()))):
        take(mine)
    assert [dict(each) for each in (lesson.LESSONS, bank.BANK, misconceptions.REPAIRS, claims.CLAIMS)] == before


@pytest.mark.parametrize("text, said", [
    ("x = 1 / 0\n", "formulas.py, line 1: ZeroDivisionError"),
    (RULE.replace("lr * g", "lr * h"), "formulas.py, line 5: steep, line 8: "),
    (RULE.replace("steep", "adam"), "formulas.py: the shelf has optimizer 'adam' already; give yours another name"),
])  # fmt: skip
def test_formulas_that_are_none(text: str, said: str, mine: Path) -> None:
    (mine / "formulas.py").write_text(text)
    before = list(OPTIMIZERS)
    with pytest.raises(TalwegError, match=re.escape(said)):
        take(mine)
    assert list(OPTIMIZERS) == before


def test_names_of_ours_are_refused(mine: Path) -> None:
    lessons = mine / "lessons"
    (lessons / "long_steps").rename(lessons / "loss_and_optimization")
    with pytest.raises(RangeError, match="has a lesson 'loss-and-optimization' already; give the folder"):
        take(mine)
    (lessons / "loss_and_optimization").rename(lessons / "Long steps")
    with pytest.raises(RangeError, match="a lesson's folder is called such as long_steps"):
        take(mine)
    (lessons / "Long steps").rename(lessons / "again")
    (lessons / "again/__init__.py").write_text('TITLE = "T"\nLEAD = "L"\nSECTIONS = ("loss",)\n')
    (lessons / "again/loss.md").write_text("## Loss\n\nText.\n")
    with pytest.raises(RangeError, match="a section 'loss', and so has 'loss-and-optimization'"):
        take(mine)
    (lessons / "again/__init__.py").unlink()
    with pytest.raises(DeclarationError, match=r"a lesson has a file __init__\.py"):
        take(mine)


def test_exams_and_outcomes_are_judged_by_what_is_there(mine: Path) -> None:
    (mine / "blueprints/OA-1.toml").write_text("minutes = 5\n[[part]]\ncount = 1\n")
    with pytest.raises(RangeError, match="a blueprint 'OA-1' already"):
        take(mine)


@pytest.mark.parametrize("text, said", [
    ("minutes = 5\n[[part]]\nsections = ['overshot']\ncount = 1\n", "blueprint test: sections is a list of"),
    ("minutes = 5\n[[part]]\nsections = ['overshoot']\ncount = 2\n", "the bank has 1 that fit"),
])  # fmt: skip
def test_an_exam_asks_what_its_course_has(text: str, said: str, mine: Path) -> None:
    (mine / "blueprints/test.toml").write_text(text)
    with pytest.raises(RangeError, match=re.escape(said)):
        take(mine)


@pytest.mark.parametrize("text", ["", "[]", '{"two_over_curvature": {}}', "\x00"])
def test_outcomes_that_are_none(text: str, mine: Path) -> None:
    (mine / "claims/results.json").write_text(text)
    with pytest.raises(RangeError, match=r"results\.json holds no outcomes of claims"):
        take(mine)


@pytest.mark.parametrize("file, change, said", [
    ("overshoot.md", ("number(border)", "bordr"), "md, line 20: UndefinedError: 'bordr' is undefined"),
    ("overshoot.md", ("{% endfor %}", ""), "overshoot.md, line 26: TemplateSyntaxError"),
    ("overshoot.md", ('cite("boyd")', 'cite("bord")'), "overshoot.md, line 20: the lesson has no source 'bord'"),
    ("overshoot.md", ('panel("race"', 'panel("raze"'), "md, line 22: the lesson has no panel 'raze'; did you mean"),
    ("overshoot.md", ('define("factor")', 'term("rate")'), "overshoot.md: the link '#term-rate' leads nowhere"),
    ("overshoot.md", ("Below", "[Look](?race.steps=many)"), "link '?race.steps=many' leads nowhere"),
    ("overshoot.py", ("2 / CURVATURE", "2 / 0"), "overshoot.py, line 22: ZeroDivisionError"),
])  # fmt: skip
def test_a_section_that_fails_is_told_before_anything_is_served(
    file: str, change: tuple[str, str], said: str, mine: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mine / "lessons/long_steps" / file
    assert change[0] in path.read_text()
    path.write_text(path.read_text().replace(*change, 1))
    lesson.lesson.cache_clear()
    lesson.measured.cache_clear()
    for command in (["build", str(mine.parent / "site")], ["serve", "--no-browser"], ["bank", "check"]):
        monkeypatch.setattr(sys, "argv", ["talweg", *command, "--course", str(mine)])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        assert (end.value.code, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1
    assert not (mine.parent / "site").exists()


def test_a_question_is_held_to_its_own_lesson(mine: Path) -> None:
    """Cross-entropy is taught in ours, and not in this one; and a link leads into the page of this one alone."""
    path = mine / ASKED
    wrong = path.read_text().replace("Write the step down", "Without cross-entropy, write the step down")
    path.write_text(wrong.replace('see="#a-step-that-overshoots"', 'see="#momentum"'))
    take(mine)
    found = {what for _, _, what in check(["factor_of_a_step"], 1).defects}
    assert found == {
        "the term 'cross entropy' is not in the lesson",
        "the link '#momentum' leads nowhere in the lesson",
    }


def test_a_question_of_ours_is_not_asked_again(mine: Path) -> None:
    ours = Path(str(bank.__file__)).parent / "step/one_step.py"
    again = ours.read_text().replace("def one_step", "def my_step").replace('section="step"', 'section="overshoot"')
    (mine / "questions/my_step.py").write_text(again)
    take(mine)
    found = check(["factor_of_a_step", "my_step"], 1).defects
    assert [(name, "those of 'one_step'" in what) for name, _, what in found] == [("my_step", True)]


def test_where_there_is_no_course(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("", "file", "nowhere", "\x00"):
        with pytest.raises(MissingError, match="talweg new course DIR writes one"):
            take(tmp_path / name)


def test_where_a_course_asks_nothing(mine: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rmtree(mine / "lessons")
    (mine / ASKED).unlink()
    (mine / CLAIM).unlink()
    for command in ("bank check", "bank list", f"bank export moodle {mine.parent / 'out'}", "claims"):
        monkeypatch.setattr(sys, "argv", ["talweg", *command.split(), "--course", str(mine)])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 2
        assert re.search(f"{mine} holds no (question|claim); write one into its folder", capsys.readouterr().err)
    assert not (mine.parent / "out.xml").exists()


def test_it_is_written_into_an_empty_folder_only(tmp_path: Path, mine: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert write(tmp_path / "empty") == 13
    (tmp_path / "file").write_text("mine")
    for name in ("empty", "file", "file/below"):
        with pytest.raises(RangeError, match="new course: "):
            write(tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "file", "mine"]


def test_a_template_that_raises_now_and_then_is_a_defect(mine: Path) -> None:
    from talweg.course.question.prove import prove

    @question(section="overshoot", level=1, kind="number", objective="Fail.", hint="None.")
    def fails(draw: Any) -> Any:
        """It fails."""
        return 1 / draw.whole(0, 0)

    [(name, seed, what)] = prove([fails], 1, ["overshoot"], []).defects
    assert (name, seed) == ("fails", 0)
    assert re.search(r"test_own_course_faults\.py, line \d+: ZeroDivisionError: division by zero", what)
