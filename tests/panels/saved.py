"""What a visitor of the race takes away: the files of its menu, and its link."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect


def save(page: Any, kind: str, picture: str | None = None) -> Path:
    """Save through the menu, as a visitor does."""
    if not page.get_by_role("button", name=kind, exact=True).is_visible():
        page.locator(".tw-save summary").click()
    if picture:
        page.get_by_label("Which picture").select_option(picture)
    with page.expect_download() as download:
        page.get_by_role("button", name=kind, exact=True).click()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    return Path(download.value.path())


def saved_runs(page: Any) -> dict[str, list[dict[str, str]]]:
    """The rows of the saved table, by rule."""
    runs: dict[str, list[dict[str, str]]] = {}
    with save(page, "CSV").open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            runs.setdefault(row["rule"], []).append(row)
    return runs


def asked(page: Any, key: str) -> list[float]:
    """A list in the link, which is written with a pause between two changes, and at once when the page is left."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(page).to_have_url(re.compile(rf"race\.{key}="))
    return [float(part) for part in parse_qs(urlsplit(page.url).query)[f"race.{key}"][0].split(",")]
