"""The lab's page and its routes: watched in a browser, and attacked without one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from talweg.schedules import SCHEDULES
from talweg.web.app import create_app
from talweg.web.lab.experiments import MOST_TABLE
from talweg.web.lab.routes import plans

from accessibility import CONTRAST, SHAPE, violations
from class_site import Browser
from conftest import fresh_page, serving

ASKED = {"problem": "valley", "rules": ["sgd:lr=0.05", "adam"], "budget": 1, "seeds": 7, "first": 0, "steps": 20}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose lab has a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALWEG_DATA", str(tmp_path_factory.mktemp("lab")))
        app = create_app()
    with serving(app) as found:
        yield found


@pytest.fixture
def corrected(desktop: Any) -> Iterator[Any]:
    """A page that asks for what cannot be, of which a browser's console tells, too."""
    yield from fresh_page(desktop, "Failed to load resource: the server responded with a status of 422.*")


def events(address: str, name: str, last: str | None = None) -> list[tuple[int, Any]]:
    """All events that a reader gets who has heard those up to `last`."""
    headers = {} if last is None else {"Last-Event-ID": last}
    found = []
    with httpx.stream("GET", f"{address}/api/lab/experiments/{name}/events", headers=headers, timeout=60) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["cache-control"] == "no-store"
        number = 0
        for line in reply.iter_lines():
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                found.append((number, json.loads(line[6:])))
    return found


@pytest.mark.slow
def test_it_is_asked_told_taken_up_again_and_taken_away(address: str) -> None:
    name = httpx.post(f"{address}/api/lab/experiments", json=ASKED).json()["id"]
    whole = events(address, name)
    assert [number for number, _ in whole] == [*range(1, len(whole) + 1)]
    assert whole[-1][1]["status"] == "done"
    assert events(address, name, "5") == whole[5:]
    assert events(address, name, str(len(whole))) == []
    asked = httpx.get(f"{address}/api/lab/experiments/{name}").json()
    assert {key: value for key, value in asked.items() if value is not None} == ASKED | {"mine": True, "classes": []}
    for what, kind in (("report", "text/html"), ("runs", "text/csv")):
        file = httpx.get(f"{address}/api/lab/experiments/{name}/{what}")
        assert file.headers["content-disposition"].startswith("attachment;"), "it is no page of this site"
        assert file.headers["content-type"].startswith(kind)
        assert len(file.content) > 500


@pytest.mark.parametrize(
    "body, said",
    [
        ({"rules": []}, "at least 1"),
        ({"rules": ["adam"] * 7}, "at most 6"),
        ({"seeds": 1_000}, "less than or equal to 20"),
        ({"seeds": 2.5}, "integer"),
        ({"steps": 10**9}, "less than or equal to 2000"),
        ({"first": -1}, "greater than or equal to 0"),
        ({"start": [1]}, "start"),
        ({"start": [1, None]}, "number"),
        ({"start": [1, "Infinity"]}, "finite"),
        ({"budget": 7}, "1, 5 or 25"),
        ({"problem": "x" * 1_000}, "at most 200"),
        ({"strange": 1}, "Extra inputs"),
        ({"table": "../../../etc/passwd"}, "pattern"),
        ({"rules": ["adam:lr=nan"]}, "lr"),
        ({"rules": ["<script>alert(1)</script>"]}, "has no optimizer"),
    ],
)
def test_what_it_may_not_have_is_told_in_a_sentence(address: str, body: dict[str, Any], said: str) -> None:
    reply = httpx.post(f"{address}/api/lab/experiments", json=ASKED | body)
    assert reply.status_code == 422
    assert said in reply.json()["detail"]


def test_a_schedule_that_can_be_chosen_needs_no_more_than_its_name() -> None:
    assert {"cosine", "linear", "inverse_sqrt"} <= {*plans()} < {*SCHEDULES}
    assert not {"multi_step", "reduce_on_plateau"} & {*plans()}


def test_tables_are_bounded_and_read_before_they_are_kept(address: str) -> None:
    path = f"{address}/api/lab/tables"
    good = httpx.post(path, content=b"a,b,y\n" + b"1,2,3\n" * 50).json()
    assert (good["rows"], good["columns"]) == (50, ["a", "b", "y"])
    for data, status, said in (
        (b"x" * (MOST_TABLE + 1), 413, f"{MOST_TABLE:,}"),
        (b"", 422, "the table is empty"),
        (b"\x00\xff\xfe" * 100, 422, "the table"),
        (b'a,b\n"1', 422, "the table"),
    ):
        reply = httpx.post(path, content=data)
        assert (reply.status_code, said in reply.json()["detail"]) == (status, True), reply.text
    asked = ASKED | {"table": good["id"], "target": "z"}
    assert "'z'" in httpx.post(f"{address}/api/lab/experiments", json=asked).json()["detail"]
    others = httpx.post(path, content=b"a,y\n1,2\n", headers={"Sec-Fetch-Site": "cross-site"})
    assert others.status_code == 403


def test_beyond_this_machine_it_is_closed_unless_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    closed = Browser(create_app(f"sqlite:///{tmp_path / 'a.db'}", lab=False))
    assert closed.get("/lab").status_code == 404
    assert "talweg serve --lab" in closed.get("/lab").text
    assert closed.send("POST", "/api/lab/tables", content=b"x" * 100_000).status_code == 413
    for shut in (closed, Browser(create_app(f"sqlite:///{tmp_path / 'c.db'}", class_mode=True))):
        assert 'href="lab"' not in shut.get("/").text
        assert shut.send("POST", "/api/lab/experiments", json=ASKED).status_code in (403, 404)
    opened = create_app(f"sqlite:///{tmp_path / 'b.db'}", class_mode=True, lab=True)
    stranger = Browser(opened)
    assert 'href="lab"' in stranger.get("/").text
    assert stranger.get("/lab").status_code == 303
    assert "next=lab" in stranger.get("/lab").headers["location"], "whoever logs in comes back to it"
    assert stranger.send("POST", "/api/lab/experiments", json=ASKED).status_code in (401, 403)


@pytest.mark.slow
def test_a_comparison_in_a_browser(corrected: Any, address: str, tmp_path: Path) -> None:
    page = corrected
    page.goto(f"{address}/lab?problem=valley&budget=1&seeds=7&steps=20&rule=sgd:lr%3D0.05&rule=adam")
    assert page.locator("[name=rule]:checked").evaluate_all("(all) => all.map((each) => each.value)") == ["adam"]
    assert page.input_value("[name=more]") == "sgd:lr=0.05"
    expect(page.locator("[data-own]").first).to_be_hidden()
    page.fill("[name=more]", "sgd:lr=0.05 sgdd")
    page.click("text=Compare")
    expect(page.locator("[data-trouble]")).to_contain_text("did you mean 'sgd'")
    page.fill("[name=more]", "sgd:lr=0.05")
    # Another start: clicked, then one of its numbers typed.
    page.click("[data-map] canvas", position={"x": 60, "y": 30})
    clicked = page.input_value("[name=x]")
    assert float(clicked) < 0 < float(page.input_value("[name=y]"))
    page.fill("[name=y]", "2.25")
    expect(page.locator(".tw-handle")).to_have_attribute("aria-valuetext", re.compile("y 2.25"))
    page.click("button.begin")
    expect(page.locator("[data-measured]")).to_contain_text(f"from around ({float(clicked):g}, 2.25)")
    assert f"start={clicked}%2C2.25" in page.url
    expect(page.locator("[data-verdict]")).to_contain_text("is better than")
    expect(page.locator("[data-state]")).to_have_text("Done.")
    assert page.locator(".lab-table tbody th").all_inner_texts() == ["sgd:lr=0.05", "adam"]
    # The same from the link, in another window, and by the list of what this browser has seen.
    other = page.context.new_page()
    other.goto(page.url.split("?")[0] + "?experiment=" + page.url.split("experiment=")[1])
    expect(other.locator("[data-verdict]")).to_contain_text("is better than")
    for name, value in (("more", "sgd:lr=0.05"), ("x", clicked), ("y", "2.25")):
        expect(other.locator(f"[name={name}]")).to_have_value(value)
    other.close()
    # A table of one's own, stopped.
    file = tmp_path / "homes.csv"
    file.write_text("size,price\n" + "".join(f"{k % 13},{3 * (k % 13) + 1}\n" for k in range(80)))
    page.select_option("[name=problem]", "")
    page.set_input_files("[name=file]", file)
    expect(page.locator("[name=target]")).to_have_value("price")
    page.fill("[name=steps]", "2000")
    page.select_option("[name=budget]", "25")
    page.click("button.begin")
    expect(page.locator("[data-title]")).to_contain_text("your table")
    # A run is seen while it goes on.
    page.wait_for_function("() => document.querySelector('.lab-growing .tw-line')?.getAttribute('d')?.includes('L')")
    expect(page.locator(".lab-legend")).to_contain_text(re.compile("one at step [1-9]"))
    page.click("[data-stop]")
    expect(page.locator("[data-state]")).to_have_text("Stopped, as you asked.")
    assert page.locator("[data-list] a").all_inner_texts() == ["adam, sgd:lr=0.05 on Valley"]


@pytest.mark.slow
def test_comparisons_are_laid_beside_each_other(page: Any, address: str) -> None:
    ask = f"{address}/api/lab/experiments"
    like, elsewhere = (httpx.post(ask, json=ASKED | each).json()["id"] for each in ({}, {"problem": "booth"}))
    for each in (like, elsewhere):
        events(address, each)
    going = ASKED | {"budget": 25, "seeds": 20, "steps": 2000, "rules": ["sgd@cosine", "muon@cosine", "lion@cosine"]}
    first = httpx.post(ask, json=going).json()["id"]
    # Begun by somebody else, as it is where people log in.
    page.route(
        f"**/api/lab/experiments/{first}",
        lambda route: route.fulfill(json=going | {"mine": False, "classes": []}),
    )
    page.goto(f"{address}/lab?experiment={first}&with={like}")
    expect(page.locator("[data-guest]")).to_have_text("Somebody else began it; you look on.")
    expect(page.locator("[data-stop]")).to_be_hidden()
    expect(page.locator("[name=schedule]")).to_have_value("cosine")
    assert page.locator("[name=rule]:checked").count() == 3
    assert page.input_value("[name=more]") == ""
    expect(page.locator(".lab-legend")).to_contain_text("B: sgd:lr=0.05 7 runs")
    expect(page.locator("[data-others] h3")).to_have_text("B: sgd:lr=0.05, adam on Valley")
    assert page.locator("[data-others] tbody th").count() == 2
    assert page.locator(".tw-chart .lab-beside .tw-line").count() == 2
    union = page.get_attribute("[data-others] a", "href")
    for rule in ("sgd%40cosine", "lion%40cosine", "sgd%3Alr%3D0.05", "adam&"):
        assert f"rule={rule}" in f"{union}&"
    assert "experiment" not in union
    # Another problem is listed, and why it is not beside; what is taken away goes from the link, too.
    seen = json.dumps([{"name": elsewhere, "title": "On Booth", "said": ""}])
    page.evaluate("(seen) => localStorage.setItem('talweg.lab', seen)", seen)
    page.reload()
    page.check("[data-list] li:has-text('On Booth') input")
    expect(page.locator("[data-list] li:has-text('On Booth') small")).to_have_text(
        "Not laid beside: it is on Booth, and the one above on Valley."
    )
    page.uncheck("[data-list] li:has-text('sgd:lr=0.05') input")
    expect(page.locator(".tw-chart .lab-beside .tw-line")).to_have_count(0)
    assert like not in page.url
    assert elsewhere in page.url
    httpx.post(f"{ask}/{first}/stop")


@pytest.mark.slow
def test_the_page_is_sound_in_both_themes_and_on_a_phone(inspected: Any, address: str) -> None:
    name, beside = "", ""
    for _ in range(2):
        name, beside = httpx.post(f"{address}/api/lab/experiments", json=ASKED).json()["id"], name
        events(address, name)
    inspected.set_viewport_size({"width": 360, "height": 800})
    inspected.goto(f"{address}/lab?experiment={name}&with={beside}")
    expect(inspected.locator(".lab-table")).to_have_count(2)
    inspected.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for width in (360, 1280):
        inspected.set_viewport_size({"width": width, "height": 800})
        assert inspected.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(inspected, SHAPE) == ""
    for scheme in ("light", "dark"):
        inspected.emulate_media(color_scheme=scheme)
        assert violations(inspected, CONTRAST) == "", scheme
