"""Panels in frames: alone on their page, and shown by the sites that were named and by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import expect
from typer.testing import CliRunner

import talweg as tw
from talweg.cli import app as command
from talweg.errors import RangeError
from talweg.web.app import create_app
from talweg.web.embedding import origin
from talweg.web.pages import PANELS

from class_site import Browser
from conftest import serving

HOWTO = (Path(__file__).parents[2] / "docs/pages/howto/embed.md").read_text()
SITES = ["https://school.example", "http://Moodle.lan:8080/"]


@pytest.fixture
def framed(tmp_path: Path) -> Browser:
    return Browser(create_app(f"sqlite:///{tmp_path / 'talweg.db'}", embed_from=SITES))


def ancestors(headers: Any) -> str:
    policy: str = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; ")
    return policy.partition("frame-ancestors ")[2]


@pytest.mark.parametrize("query", ["", "?bare", "?bare=&race.hyper.sgd.lr=0.02"])
def test_only_panels_are_framed_by_others(framed: Browser, query: str) -> None:
    for name in PANELS:
        headers = framed.get(f"/panels/{name}{query}").headers
        assert ancestors(headers) == "'self' https://school.example http://moodle.lan:8080"
        assert "x-frame-options" not in headers, "it can name no site, and would refuse those"
        assert framed.send("HEAD", f"/panels/{name}{query}").headers["content-security-policy"].endswith(":8080")


def test_everything_else_is_framed_by_nobody_else(framed: Browser) -> None:
    for path in ("/", "/lessons/loss-and-optimization", "/exam", "/exam/practice", "/panels/none", "/none"):
        headers = framed.get(f"{path}?bare").headers
        assert (ancestors(headers), headers["x-frame-options"]) == ("'self'", "SAMEORIGIN"), path


def test_nobody_frames_a_panel_unless_it_was_said(tmp_path: Path) -> None:
    client = Browser(create_app(f"sqlite:///{tmp_path / 'talweg.db'}"))
    headers = client.get("/panels/race?bare").headers
    assert (ancestors(headers), headers["x-frame-options"]) == ("'self'", "SAMEORIGIN")


def test_a_module_is_given_to_the_pages_of_these_sites(framed: Browser, tmp_path: Path) -> None:
    closed = Browser(create_app(f"sqlite:///{tmp_path / 'closed.db'}"))
    for site, allowed in (
        ("https://school.example", True), ("http://moodle.lan:8080", True), ("https://evil.example", False),
        ("https://school.example.evil.example", False), ("null", False), ("", False),
    ):  # fmt: skip
        for server in (framed, closed):
            reply = server.get("/panels/window.js", headers={"Origin": site})
            assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
            assert "Origin" in reply.headers["vary"], "what one site was told is not for another"
            given = reply.headers.get("access-control-allow-origin")
            assert given == (site if allowed and server is framed else None), site
    again = framed.get("/panels/window.js", headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert framed.get("/panels/none.js").status_code == 404
    for path in ("/", "/panels/window", "/exam", "/api/questions", "/static/formulas.js"):
        headers = framed.get(path, headers={"Origin": "https://school.example"}).headers
        assert "access-control-allow-origin" not in headers, path


def test_bare_is_the_panel_alone(framed: Browser) -> None:
    page = framed.get("/panels/window?bare").text
    assert 'data-panel="window"' in page
    for part in ("masthead", "colophon", "skip", "talweg-token", "data-theme-switch"):
        assert part in framed.get("/panels/window").text or part == "talweg-token"
        assert part not in page, part


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "a site such as https://school.example"),
        ("*", "a star would let in others"),
        ("https://*.school.example", "a star would let in others"),
        ("school.example", "a site such as"),
        ("ftp://school.example", "a site such as"),
        ("javascript://school.example", "a site such as"),
        ("https://", "a site such as"),
        ("https://school.example/moodle", "without path, query and user"),
        ("https://school.example?x", "without path, query and user"),
        ("https://me@school.example", "without path, query and user"),
        ("https://school.example; script-src *", "a star"),
        ("https://school.example; script-src 'unsafe-inline'", "a site such as"),
        ("https://school.example https://evil.example", "a site such as"),
        ("https://school.example,https://evil.example", "a site such as"),
        ("https://school.example\r\nX: y", "a site such as"),
        ("https://school.example:0", "a site such as"),
        ("https://school.example:99999", "a site such as"),
        ("https://[::1]", "a site such as"),
        ("https://-school.example", "a site such as"),
        ("https://sch\u00fcle.example", "xn--"),
        ("'self'", "a site such as"),
    ],
)
def test_what_is_no_site_is_refused(text: str, said: str) -> None:
    with pytest.raises(RangeError, match="embed-from: ") as refusal:
        origin(text)
    assert said in str(refusal.value)


def test_the_command_refuses_before_it_serves() -> None:
    sites = ["--embed-from", "https://school.example", "--embed-from", "x.example"]
    reply = CliRunner().invoke(command, ["serve", *sites])
    assert isinstance(reply.exception, RangeError)
    assert "'x.example'" in str(reply.exception)


def test_a_panel_works_in_a_frame_and_on_a_page_of_another_site(tmp_path: Path, phone: Any) -> None:
    school = FastAPI()
    (line,) = [each for each in HOWTO.splitlines() if each.startswith("<script") and "?" in each]
    link = "/panels/race?bare&race.hyper.sgd.lr=0.011"

    @school.get("/course")
    def course(site: str) -> HTMLResponse:
        return HTMLResponse(f'<meta name="viewport" content="width=device-width"><iframe src="{site}{link}"></iframe>')

    @school.get("/page")
    def page(site: str) -> HTMLResponse:
        here = line.replace("https://talweg.example", site)
        return HTMLResponse(f'<meta name="viewport" content="width=device-width"><p>Before {here}</p><p>After')

    with serving(school) as found:
        host = found.replace("127.0.0.1", "localhost")
        with serving(create_app(f"sqlite:///{tmp_path / 'talweg.db'}", embed_from=[host])) as site:
            phone.goto(f"{host}/course?site={site}")
            phone.locator("iframe").evaluate("(frame) => frame.setAttribute('style', 'width: 100%; height: 700px')")
            phone.frame_locator("iframe").locator("[data-ready]").wait_for()
            frame = phone.frames[1]
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert frame.evaluate("document.querySelector('base').target") == "_blank", "a link leaves the frame"
            assert frame.url == site + link
            phone.goto(f"{host}/page?site={site}")
            assert phone.get_by_role("combobox", name="Surface").input_value() == "booth"
            assert phone.evaluate("document.querySelector('.tw-panel').getBoundingClientRect().height") > 300
            race = tw.race("booth", ["sgd:lr=0.05", "momentum:lr=0.05", "adam:lr=0.05"], steps=40)
            row = phone.locator(".tw-row", has_text="SGD").locator(".tw-value")
            expect(row).to_have_text(f"f = {race.values['sgd'][40]:.4g}")
            phone.get_by_role("checkbox", name="Adam", exact=True).uncheck()
            expect(phone.locator(".tw-row")).to_have_count(2)
            assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert phone.inner_text("body").startswith("Before"), "it stands where its line stands"
            phone.goto("about:blank")
