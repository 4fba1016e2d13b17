"""What axe finds on a page."""

from __future__ import annotations

from typing import Any

CONTRAST = {"runOnly": ["color-contrast"]}
"""All that is another by night: the colours."""


def violations(page: Any, options: dict[str, Any] | None = None) -> str:
    """Every rule that the page breaks, told at length; empty where it breaks none."""
    from axe_playwright_python.sync_playwright import Axe

    # What is right is not described: on a long page that takes twice the time of finding what is wrong.
    found = Axe().run(page, options={"resultTypes": ["violations"]} | (options or {}))
    return str(found.generate_report()) if found.violations_count else ""
