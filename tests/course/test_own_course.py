"""A course of one's own: the example, as talweg new course writes it, works beside ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from talweg.course.folder.writing import write

pytestmark = pytest.mark.slow
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
# What takes long to measure in ours is not looked at here.
vars(lesson("loss-and-optimization"))["html"] = "<p>Ours.</p>"

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


class Quiet(SimpleHTTPRequestHandler):
    """The standard library's own file server, without its log."""

    def log_message(self, *_: Any) -> None:
        pass


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


def test_a_reader_meets_both_lessons(told: dict[str, Any], page: Any) -> None:
    """In the plain files: the quick check of this lesson asks what it taught, and leads back into its own text."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(told["out"] / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    page.goto(f"{address}/lessons/long-steps.html")
    panel = page.locator("[data-panel=quick-check]")
    panel.scroll_into_view_if_needed()
    titles = panel.locator(".tw-question-title")
    expect(titles).to_have_text(["Question 1 of 2apply", "Question 2 of 2apply"])
    typed = panel.locator("form", has=page.locator("input:not([type=radio])"))
    typed.locator("input").fill("1234")
    typed.get_by_role("button", name="Check").click()
    typed.get_by_role("button", name="Show the answer").click()
    expect(typed.get_by_role("link", name="Read the passage again")).to_have_attribute(
        "href", "#a-step-that-overshoots"
    )
    chosen = panel.locator("form", has=page.locator("input[type=radio]"))
    chosen.get_by_role("radio").first.check()
    chosen.get_by_role("button", name="Check").click()
    expect(panel.get_by_text(re.compile("of 2 right at the first try")).first).to_be_visible()
    page.goto(f"{address}/")
    own, ours = (page.locator(f"[data-progress-of={name}]") for name in ("long-steps", "loss-and-optimization"))
    expect(own.get_by_role("status")).to_contain_text("1 of 2 sections read. Best quick check: ")
    expect(ours.get_by_role("status")).to_contain_text("will be ticked here")
    server.shutdown()
    server.server_close()
