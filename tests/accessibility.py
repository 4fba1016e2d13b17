"""What axe finds on a page."""

from __future__ import annotations

from typing import Any

CONTRAST = {"runOnly": ["color-contrast"]}
"""All that is another by night: the colours."""


SHAPE = {"rules": {"color-contrast": {"enabled": False}}}
"""All that colours do not change."""


def violations(page: Any, options: dict[str, Any] | None = None, *, outside: str = "") -> str:
    """Every rule that the page breaks, told at length; empty where it breaks none. What is `outside` is left out."""
    from axe_playwright_python.sync_playwright import Axe

    # What is right is not described: on a long page that takes twice the time of finding what is wrong.
    context = {"exclude": [[outside]]} if outside else None
    found = Axe().run(page, context, {"resultTypes": ["violations"]} | (options or {}))
    return str(found.generate_report()) if found.violations_count else ""
