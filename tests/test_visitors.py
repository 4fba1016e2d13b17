"""One page of the browser serves test after test: nothing of one may reach the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import fresh_page

WRITES = """() => {
  const write = () => [localStorage, sessionStorage].forEach((kept) => kept.setItem("left", "by one"));
  write();
  document.cookie = "left=by one";
  addEventListener("pagehide", write);
}"""
FOUND = "() => [localStorage.length, sessionStorage.length, document.cookie]"


def test_a_page_forgets_where_it_was(desktop: Any, site: str) -> None:
    seen = []
    for _ in range(2):
        for page in fresh_page(desktop):
            assert page.url == "about:blank"
            page.goto(site)
            assert page.evaluate(FOUND) == [0, 0, ""]
            page.evaluate(WRITES)
            seen.append(page)
    assert seen[0] is seen[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.add_init_script("window.left = 1"),
        lambda page: page.expose_function("left", lambda: 1),
        lambda page: page.set_viewport_size({"width": 300, "height": 300}),
        lambda page: page.emulate_media(color_scheme="dark"),
        lambda page: page.route("**/*", lambda route: route.abort()),
    ],
    ids=["script", "function", "size", "media", "route"],
)
def test_what_would_last_ends_with_its_page(desktop: Any, site: str, change: Callable[[Any], None]) -> None:
    for page in fresh_page(desktop):
        change(page)
    for page in fresh_page(desktop):
        page.goto(site)
        found = page.evaluate("[typeof left, innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]")
        assert found == ["undefined", 1280, False]


def test_every_page_is_held_to_its_own_console(desktop: Any, site: str) -> None:
    complaints = []
    for say in ("console.warn('first')", "0", "console.error('third')"):
        try:
            for page in fresh_page(desktop):
                page.goto(site)
                page.evaluate(say)
        except AssertionError as error:
            complaints.append(str(error))
    assert len(complaints) == 2
    assert "first" in complaints[0]
    assert "first" not in complaints[1]
