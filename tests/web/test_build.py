"""The static build: served as plain files from below a path, it works as the site does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import expect
from typer.testing import CliRunner

from talweg.cli import app, main
from talweg.course.lessons.loss_and_optimization import race
from talweg.course.lessons.loss_and_optimization.sources import SOURCES
from talweg.errors import RangeError
from talweg.lab.race import number
from talweg.web import build as building
from talweg.web.build import MARK, build, plain_links
from talweg.web.pages import PAGES, POLICY

BELOW = "teaching/2026/course"
CITED = {each.url for each in SOURCES.values()}  # the only links that lead away


class Quiet(SimpleHTTPRequestHandler):
    """The standard library's own file server, without its log."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host") / BELOW
    assert build(folder, at=f"/{BELOW}/") == sum(each.is_file() for each in folder.rglob("*"))
    return folder


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Where the built site is served: below a path, by `python -m http.server`'s own handler."""
    top = built.parents[BELOW.count("/")]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{BELOW}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visitor(page: Any, address: str) -> Iterator[Any]:
    """A page all of whose requests must succeed, below the site's own address."""
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else failed.append(asked.url),
    )
    yield page
    assert failed == []


@pytest.mark.slow
def test_from_home_through_the_lesson_to_a_live_link(visitor: Any, address: str) -> None:
    visitor.goto(f"{address}/")
    visitor.get_by_role("link", name="Begin the lesson").click()
    visitor.wait_for_url("**/lessons/loss-and-optimization.html")
    for name in ("quick-check", "race"):
        panel = visitor.locator(f"[data-panel={name}]")
        panel.scroll_into_view_if_needed()
        expect(panel).to_have_attribute("data-ready", "")
    told = race.values()
    visitor.get_by_role("link", name=f"kappa to {told['narrow']}").click()
    expect(panel.get_by_role("textbox", name="kappa, exact value")).to_have_value(str(told["narrow"]))
    for value in (told["narrow_sgd"], told["narrow_momentum"]):
        expect(panel).to_contain_text(f"f = {number(value)}")
    found = parse_qs(urlsplit(visitor.url).query)
    assert found["race.shape.kappa"] == [str(told["narrow"])]
    visitor.get_by_role("link", name="Talweg").click()
    visitor.wait_for_url("**/index.html")


def test_a_link_carries_a_panel_s_state(visitor: Any, address: str) -> None:
    visitor.goto(f"{address}/panels/stability.html?stability.kappa=38&stability.lr=0.02")
    visitor.get_by_role("link", name="Race this setting").click()
    visitor.wait_for_url("**/panels/race.html?**")
    expect(visitor.get_by_role("textbox", name="kappa, exact value")).to_have_value("38")


def test_every_link_in_every_file_leads_to_a_file(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) == len(PAGES) + 1
    seen = 0
    for file in pages:
        html = file.read_text("utf-8")
        here = f"/{BELOW}/{file.relative_to(built).as_posix()}"
        assert 'href="/' not in html or file.name == "404.html", "only the page for lost visitors knows where it stands"
        for link in re.findall(r'\s(?:href|src)="([^"]+)"', html):
            target = urlsplit(urljoin(here, link.replace("&amp;", "&")))
            if link in CITED:
                continue
            assert not target.netloc, f"{here} links to {link}"
            leads_to = built / target.path.removeprefix(f"/{BELOW}/")
            if file.name == "404.html" and link.startswith("#"):
                continue
            assert leads_to.is_file(), f"{here} links to {link}"
            if target.fragment and leads_to.suffix == ".html":
                assert f'id="{target.fragment}"' in leads_to.read_text("utf-8"), f"{here} links to {link}"
            seen += 1
    assert seen > 300


def test_every_import_in_every_script_is_there(built: Path) -> None:
    scripts = sorted((built / "static").rglob("*.js"))
    assert len(scripts) > 60
    for file in scripts:
        text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        for link in re.findall(r'(?:from|import|new URL\()\s*\(?"(\.[^"]+[^"/])"', text):
            assert (file.parent / link).resolve().is_file(), f"{file.name} imports {link}"


def test_the_policy_stands_in_every_page(built: Path) -> None:
    for file in built.rglob("*.html"):
        html = file.read_text("utf-8")
        assert html.index(f'content="{POLICY.replace(chr(39), "&#39;")}"') < html.index("<script"), file.name
        assert "style=" not in html


def test_the_page_for_the_lost_works_at_any_depth(built: Path) -> None:
    html = (built / "404.html").read_text("utf-8")
    assert f'href="/{BELOW}/static/page.css"' in html
    assert f'href="/{BELOW}/lessons/loss-and-optimization.html"' in html
    assert f'href="/{BELOW}/index.html"' in html


@pytest.mark.parametrize(
    "path, link, plain",
    [
        ("", "./", "./index.html"),
        ("", "lessons/loss-and-optimization#momentum", "lessons/loss-and-optimization.html#momentum"),
        ("panels/race", "../", "../index.html"),
        ("panels/race", "stability?stability.kappa=3:4", "stability.html?stability.kappa=3:4"),
        ("panels/race", "../lessons/loss-and-optimization", "../lessons/loss-and-optimization.html"),
        ("panels/race", "../static/page.css", "../static/page.css"),
        ("panels/race", "https://example.org/panels/race", "https://example.org/panels/race"),
        ("lessons/loss-and-optimization", "?race.rate=1#the-race", "?race.rate=1#the-race"),
        ("lessons/loss-and-optimization", "#the-race", "#the-race"),
    ],
)
def test_links_to_pages_become_links_to_files(path: str, link: str, plain: str) -> None:
    assert plain_links(f'<a href="{link}">', path) == f'<a href="{plain}">'


def test_a_rebuild_replaces_the_former(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    first = build(folder)
    (folder / "left-over.html").write_text("old")
    (folder / "index.html").write_text("old")
    assert build(folder) == first
    assert not (folder / "left-over.html").exists()
    assert "<h1>" in (folder / "index.html").read_text("utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_a_build_that_fails_leaves_the_former_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    build(folder)
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}

    def broken() -> str:
        raise ArithmeticError("a panel's data cannot be measured")

    monkeypatch.setitem(building.GENERATED, "formulas.js", broken)
    for target in (folder, tmp_path / "new"):
        with pytest.raises(ArithmeticError):
            build(target)
    assert {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()} == before
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_what_is_not_ours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, foreign, here = tmp_path / "file", tmp_path / "foreign", tmp_path / "here"
    file.write_text("mine")
    foreign.mkdir()
    (foreign / "thesis.tex").write_text("mine")
    here.mkdir()
    monkeypatch.chdir(here)
    for folder, message in (
        (file, "file is a file; name a folder that is new, empty or a former build"),
        (foreign, "holds files that are no build of Talweg; name a folder"),
        (Path(), "where you stand, would be replaced as a whole; name a folder in it"),
        (file / "site", "cannot write into .*file: File exists"),
    ):
        with pytest.raises(RangeError, match=message):
            build(folder)
    with pytest.raises(RangeError, match=r"must be such as / or /course/, got 'course'"):
        build(tmp_path / "site", at="course")
    assert file.read_text() == "mine"
    assert [each.name for each in foreign.iterdir()] == ["thesis.tex"]
    assert {each.name for each in tmp_path.iterdir()} == {"file", "foreign", "here"}


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["build", "site", "--at", "/course/"])
    count = sum(each.is_file() for each in (tmp_path / "site").rglob("*"))
    assert done.stdout == f"wrote {count} files to site; try them: python -m http.server -d site\n"
    assert "/course/index.html" in (tmp_path / "site/404.html").read_text()
    (tmp_path / "site" / MARK).unlink()
    monkeypatch.setattr("sys.argv", ["talweg", "build", "site"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert re.fullmatch(
        r"talweg: build: \S+site holds files that are no build of Talweg; .*\n", capsys.readouterr().err
    )
