"""One page of the browser serves test after test: nothing of one may reach the next."""

from __future__ import annotations

from typing import Any

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


def test_what_would_last_ends_with_its_page(desktop: Any, site: str) -> None:
    for page in fresh_page(desktop):
        page.add_init_script("window.left = 1")
        page.set_viewport_size({"width": 300, "height": 300})
    for page in fresh_page(desktop):
        page.goto(site)
        assert page.evaluate("[typeof left, innerWidth]") == ["undefined", 1280]


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
