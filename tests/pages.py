"""What tests do with a page: wait until it is drawn, read its tables, have its link written."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

MINUS = "\N{MINUS SIGN}"
FRAMES = """async () => {
  for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done));
}"""
CELLS = "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))"


def drawn(page: Any) -> None:
    """Wait until a change is seen: a panel draws in the next frame, and fills its tables a frame later."""
    page.evaluate(FRAMES)


def cells(place: Any, rows: str = "tbody tr") -> list[list[str]]:
    """The texts of a table's cells, row by row, a minus as Python reads it; all of them in one question."""
    found: list[list[str]] = place.locator(rows).evaluate_all(CELLS)
    return [[text.replace(MINUS, "-") for text in row] for row in found]


def numbers(page: Any) -> list[list[str]]:
    """The cells of the table behind "The numbers", which is opened."""
    fold = page.locator("details:has(> summary:text-is('The numbers'))").first
    if not fold.evaluate("(fold) => fold.open"):
        fold.locator("summary").click()
    drawn(page)
    return cells(fold)


def query(page: Any) -> dict[str, str]:
    """What the link says; it is written with a pause between two changes, and at once when the page is left."""
    drawn(page)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}
