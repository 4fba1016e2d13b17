"""A course of one's own: the example works beside ours; what a folder lacks is told with its place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
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

UNUSED = "ignore:Using `httpx` with"  # the test client's own choice
# Everything that a teacher does with the example, in one process, whose registries nobody else sees.
EVERYTHING = """
import json, sys, time
from pathlib import Path
from typer.testing import CliRunner

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
from talweg.cli import app
from talweg.course.folder.taking import take
taken = take(folder)
from talweg.course.lesson import lesson, LESSONS
from talweg.course.data import batches
# What takes long to measure in ours is not looked at here.
vars(lesson("loss-and-optimization"))["html"] = "<p>Ours.</p>"
batches.values = dict

def run(*line):
    done = CliRunner().invoke(app, [*line, "--course", str(folder)], env={"COLUMNS": "200"}, catch_exceptions=False)
    return [done.exit_code, done.output]

told = {"lessons": list(LESSONS), "html": lesson("long-steps").html}
told["check"] = run("bank", "check")
told["list"] = run("bank", "list")
told["exam"] = run("bank", "blueprint")
told["export"] = run("bank", "export", "json", str(out / "mine.json"))
told["claim"] = run("claims", "--save", str(out / "claims.json"))
told["build"] = run("build", str(out / "site"))

from starlette.testclient import TestClient
from exams import keys_of, respond
from talweg.course.data import data
from talweg.web.app import create_app
from talweg.web.version import folder as version

app = create_app()
client = TestClient(app, base_url="http://localhost")
from talweg.web.lab.wanted import Wanted
wanted = Wanted(problem="valley", rules=["bounded:lr=0.5"], budget=1, seeds=2, steps=3)
experiment = app.state.lab.begin(wanted, "me")
told["home"] = client.get("/").text
told["page"] = client.get("/lessons/long-steps").text
told["claims"] = client.get("/claims").text
told["formulas"] = client.get(f"/static/{version()}/formulas.js").text
told["checks"] = data("more_quick_checks")["lessons"]
told["practice"] = client.get("/api/practice", params={"section": "overshoot"}).json()
name = client.post("/api/sittings", json={"blueprint": "first-steps"}).json()["id"]
items = keys_of(app.state.store(), name)
told["asked"] = [each.asked["section"] for each in items]
for place, given in enumerate((items[0].key["slips"][0]["answer"], respond(items[1].asked, items[1].key))):
    body = {"place": place, "response": given, "token": f"token-of-{place}"}
    assert client.post(f"/api/sittings/{name}/answers", json=body).status_code == 200
told["end"] = client.post(f"/api/sittings/{name}/end").status_code
told["report"] = client.get(f"/exam/sittings/{name}/report").text
while not (events := app.state.lab.events(experiment)) or not events[-1].last:
    time.sleep(0.1)
told["lab"] = [json.loads(each.text) for each in events]
(out / "told.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the example said, made, showed and asked."""
    out = tmp_path_factory.mktemp("course")
    assert write(out / "mine") == sum(each.is_file() for each in (out / "mine").rglob("*"))
    here = os.environ | {"TALWEG_DATA": str(out / "data"), "PYTHONPATH": str(Path(__file__).parents[1])}
    line = [sys.executable, "-W", "error", "-W", UNUSED, "-c", EVERYTHING, str(out / "mine"), str(out)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=here)
    assert done.returncode == 0, done.stderr
    return json.loads((out / "told.json").read_text()) | {"out": out}


def test_the_example_stands_beside_ours(told: dict[str, Any]) -> None:
    assert told["lessons"] == ["loss-and-optimization", "long-steps"]
    for name in told["lessons"]:
        assert f'data-progress-of="{name}"' in told["home"]
    assert 'href="./#lessons">Lessons</a>' in told["home"]
    assert 'data-progress-of="long-steps"' in told["page"]
    assert re.search(r'rel="help" href="../lessons/long-steps" data-sections="overshoot bounded"', told["page"])
    assert told["html"] in told["page"]


def test_its_numbers_are_computed(told: dict[str, Any]) -> None:
    # By hand: w is multiplied by 1 - 4 lr, ten times.
    for lr, factor in ((0.1, 0.6), (0.4, -0.6), (0.6, -1.4)):
        assert f"<td>{factor:g}</td>\n<td>{abs(factor) ** 10:.4g}</td>" in told["html"], lr
    assert "<td>1000</td>\n<td>500</td>\n<td>0.4995</td>" in told["html"]  # 0.5 * 1000 / 1001
    assert 'class="verdict verdict-holds" href="../claims#two_over_curvature"' in told["html"]


def test_its_questions_are_proved_listed_and_taken_elsewhere(told: dict[str, Any]) -> None:
    assert told["check"][0] == 0, told["check"][1]
    assert "2 templates, 400 questions, 0 defects" in told["check"][1]
    assert told["list"][1].strip().endswith("2 templates")
    exported = json.loads((told["out"] / "mine.json").read_text())
    assert {each["template"] for each in exported["questions"]} == {"factor_of_a_step", "longest_step"}
    assert told["practice"]["name"] == "factor_of_a_step"


def test_its_claim_is_measured_as_it_is_kept(told: dict[str, Any]) -> None:
    assert told["claim"][0] == 0
    assert 'id="two_over_curvature"' in told["claims"]
    assert 'href="lessons/long-steps#a-step-that-overshoots"' in told["claims"]
    again = json.loads((told["out"] / "claims.json").read_text())["two_over_curvature"]["numbers"][0]
    kept = json.loads((told["out"] / "mine/claims/results.json").read_text())["two_over_curvature"]["numbers"][0]
    assert kept["value"] == pytest.approx(2, abs=1e-6)
    assert again["value"] == pytest.approx(2, abs=1e-6)


def test_its_formula_is_in_the_panels(told: dict[str, Any]) -> None:
    assert '"bounded"' in told["formulas"]


def test_its_formula_is_raced_in_the_lab(told: dict[str, Any]) -> None:
    """In a process of its own, which takes the formula, too."""
    assert (told["lab"][-1]["status"], told["lab"][-1]["said"]) == ("done", "")
    assert [each["name"] for each in told["lab"][0]["rules"]] == ["bounded:lr=0.5"]


def test_its_quick_check_asks_its_own(told: dict[str, Any]) -> None:
    assert list(told["checks"]) == ["long-steps"]
    papers = told["checks"]["long-steps"]
    for paper in papers:
        assert {each["asked"]["name"] for each in paper} == {"factor_of_a_step", "longest_step"}
    assert len({paper[0]["asked"]["prompt"] for paper in papers}) == len(papers)


def test_its_exam_is_sat_and_judged(told: dict[str, Any]) -> None:
    assert told["exam"][1].startswith("first-steps: First steps; 2 questions, 5 minutes")
    assert told["asked"] == ["overshoot", "bounded"]
    assert told["end"] == 200
    assert "takes what is taken away for what is left" in told["report"]  # the wrong answer's own misconception
    assert "A step takes the share lr times c away" in told["report"]  # and its repair
    assert 'href="../../../lessons/long-steps#a-step-that-overshoots"' in told["report"]


def test_it_is_built_as_plain_files(told: dict[str, Any]) -> None:
    assert told["build"][0] == 0
    built = (told["out"] / "site/lessons/long-steps.html").read_text()
    assert told["html"].replace('"../claims#', '"../claims.html#') in built
    assert 'href="../lessons/loss-and-optimization.html"' in built
    assert 'href="lessons/long-steps.html#a-step-that-overshoots"' in (told["out"] / "site/claims.html").read_text()


# What is refused


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
    wanted = {"the term 'cross entropy' is not in the lesson", "the link '#momentum' leads nowhere in the lesson"}
    assert found == wanted


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
    assert re.search(r"test_own_course\.py, line \d+: ZeroDivisionError: division by zero", what)
