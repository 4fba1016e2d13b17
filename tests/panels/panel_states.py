"""Writes src/talweg/panels/states.json, the defaults of every panel's settings: `python tests/panels/panel_states.py`.

They stand in the panels' modules, which only a browser can read. A test holds the file to them.
"""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

from talweg.web.bundle import PANELS, bundle

FILE = Path(str(files("talweg.panels"))) / "states.json"
READ = """async (text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return (await import(address)).default.state;
}"""


def states(page: Any) -> dict[str, dict[str, Any]]:
    """What the modules hold, by the name of the panel."""
    page.goto("about:blank")
    return {panel: page.evaluate(READ, bundle(panel)) for panel in PANELS}


def main() -> None:
    """Read every module in a browser, and write the file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        FILE.write_text(json.dumps(states(browser.new_page()), indent=2) + "\n")
        browser.close()


if __name__ == "__main__":
    main()
