"""The documentation is built without a warning, holds every public name, leads nowhere wrong and loads from nowhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

import talweg as tw

from accessibility import violations
from documents import ROOT


class Read(HTMLParser):
    """What a page leads to, what it loads, and the places in it that can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in {"link", "script", "img", "iframe"} and (source := given.get("href") or given.get("src")):
            self.loads.append(source)


Site = dict[Path, Read]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return folder


@pytest.fixture(scope="module")
def site(built: Path) -> Site:
    return {path: Read(path.read_text()) for path in built.rglob("*.html")}


def home(thing: object) -> str:
    return getattr(thing, "__module__", None) or type(thing).__module__


def public(room: ModuleType) -> list[str]:
    """What a module says that it offers, or else whatever of ours it holds that is no module."""
    if "__dir__" in vars(room) and room is not tw:  # which has modules, too
        return dir(room)
    named = [name for name in dir(room) if not name.startswith("_")]
    listed: list[str] = getattr(room, "__all__", named)
    things = {name: getattr(room, name) for name in listed}
    return [
        name for name, each in things.items() if not isinstance(each, ModuleType) and home(each).startswith("talweg")
    ]


def test_every_public_name_is_in_the_reference(site: Site) -> None:
    ids = {each for page in site.values() for each in page.ids}
    rooms: dict[str, ModuleType] = {"talweg": tw}
    loaded = ("functions", "surfaces", "models", "training", "problems", "adapters", "sklearn", "panels")
    rooms |= {f"talweg.{name}": getattr(tw, name) for name in loaded}
    checked = 0
    for path, room in rooms.items():
        for name in public(room):
            # What several rooms offer stands in one place.
            also = {other for other, its in rooms.items() if getattr(its, name, None) is getattr(room, name)}
            assert any(f"{other}.{name}" in ids for other in also), f"{path}.{name} is on no page of the reference"
            checked += 1
    assert checked > 200
    assert "talweg.claims" in ids
    for door in ("torch", "jax", "keras"):  # whose libraries need not be there
        text = (ROOT / "src/talweg/adapters" / door / "__init__.py").read_text()
        listed = re.findall(r'"(\w+)"', text.partition("__all__")[2])
        assert listed
        assert {f"talweg.{door}.{name}" for name in listed} <= ids


@pytest.mark.parametrize("page, file", [("howto/pytorch.html", "doors.json"), ("speed.html", "benchmarks.json")])
def test_a_table_says_what_was_measured(built: Path, page: str, file: str) -> None:
    text = (built / page).read_text()
    found = {}
    for over, table in re.findall(r"<strong>([^<]*)</strong></p>\s*<table>(.*?)</table>", text, re.DOTALL):
        (_, *heads), *rows = (
            re.findall(r"<t[hd][^>]*>(.*?)</t", row.replace("<wbr>", "")) for row in table.split("<tr>")[1:]
        )
        for name, *cells in rows:
            found[over.lower(), name] = {head: cell for head, cell in zip(heads, cells, strict=True) if cell}
    told = json.loads((ROOT / "docs" / file).read_text())["outcomes"]
    assert len(told) == len(found)
    for each in told:
        name, _, over = each["name"].partition(", ")
        place = (over.lower(), name) if file == "doors.json" else (each["group"], each["name"])
        numbers = each["ratios"] | ({"of the least": each["floor"]} if each["floor"] else {})
        shown = {head: f"{number:.2f}" for head, number in numbers.items()}
        assert found[place] == {"Talweg": f"{each['seconds'] * 1e6:,.0f}\u00a0µs", **shown}
    assert "measured:" not in text


def test_no_place_is_there_twice(site: Site) -> None:
    for path, page in site.items():
        assert len(page.ids) == len(set(page.ids)), f"{path.name}: {sorted(page.ids)}"


def test_every_link_leads_somewhere(site: Site) -> None:
    for path, page in site.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                assert link.startswith("https:"), link
                continue
            file, _, place = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            assert target in site or target.is_file(), f"{path.name}: {link}"
            if place and target in site:
                assert unquote(place) in site[target].ids, f"{path.name}: {link}"


def test_whatever_is_loaded_comes_with_the_pages(site: Site) -> None:
    for path, page in site.items():
        for source in page.loads:
            assert not re.match(r"([a-z]+:)?//", source), f"{path.name} loads {source}"
            assert (path.parent / unquote(source)).is_file(), f"{path.name}: {source}"


def test_sheets_load_nothing_from_elsewhere(built: Path) -> None:
    for sheet in built.rglob("*.css"):
        for source in re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text()):
            assert source.startswith("data:") or (sheet.parent / source).is_file(), f"{sheet.name}: {source}"


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tutorial.html", "reference/optimizers.html", "reference/training.html"])
def test_a_page_serves_everybody(name: str, inspected: Any, served: str) -> None:
    inspected.set_viewport_size({"width": 360, "height": 740})
    inspected.goto(f"{served}/{name}")
    assert inspected.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(inspected) == ""


def test_words_are_found(page: Any, served: str) -> None:
    page.goto(f"{served}/search.html?q=nesterov")
    page.locator("#mkdocs-search-results a", has_text="nesterov").first.click()
    page.wait_for_url("**/reference/optimizers.html#talweg.nesterov")
