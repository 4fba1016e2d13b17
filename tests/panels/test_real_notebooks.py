"""JupyterLab and marimo themselves, each opened once: a formula is typeset, a panel answers, Python hears of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anywidget
import pytest
from playwright.sync_api import expect

RULE = '''
@tw.optimizer
def downhill(w, g, *, lr: Rate = 0.05):
    """Downhill: plain descent under a name of its own."""
    return w - lr * g
'''
CELLS = (
    "import talweg as tw\nfrom talweg.formula import Rate\n\ntw.adam(lr=0.01)",
    f'{RULE}\npanel = tw.panels.race("sphere", [downhill, "adam"], steps=40)\npanel',
    "panel.rules",
    "panel.steps = 20\ndata = tw.training.digits(seed=0).train\nmodel = tw.models.linear(64, 10)\n"
    "tw.fit(model, 'cross_entropy', 'sgd', data, epochs=3)",
)
APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import talweg as tw
    from talweg.formula import Rate
{rule}
    tw.adam(lr=0.01)
    return downhill, mo, tw


@app.cell
def _(downhill, mo, tw):
    panel = mo.ui.anywidget(tw.panels.race("sphere", [downhill, "adam"], steps=40))
    panel
    return (panel,)


@app.cell
def _(mo, panel):
    mo.md(f"rules: {{panel.value['rules']}}")
    return
"""


def needed(package: str) -> None:
    """On CI it must be there."""
    if find_spec(package) is None:
        assert not os.environ.get("CI"), f"{package} must be installed on CI"
        pytest.skip(f"no {package} here: pip install 'talweg[notebooks]'")


@contextmanager
def served(folder: Path, *line: str) -> Iterator[str]:
    """A server of notebooks in a folder that is all it knows of; yields the address that it prints."""
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    own |= {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache")}
    # The widgets' part of JupyterLab lies beside the package that brings it, wherever that is installed.
    own["JUPYTER_PATH"] = str(Path(anywidget.__file__).parents[4] / "share" / "jupyter")
    printed = folder / "printed"
    with printed.open("w") as out:
        command = [sys.executable, "-m", *line]
        server = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 60
        while not (found := re.search(r"http://(?:127.0.0.1|localhost):\d+", printed.read_text())):
            assert server.poll() is None, printed.read_text()
            assert time.monotonic() < end, printed.read_text()
            time.sleep(0.05)
        yield found[0]
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def wide(browser: Any) -> Iterator[Any]:
    """A page as high as a notebook is long, for what is out of sight a notebook may leave out."""
    context = browser.new_context(viewport={"width": 1280, "height": 2000})
    page = context.new_page()
    page.set_default_timeout(60_000)  # a kernel begins in seconds, on a busy machine in many
    yield page
    context.close()


def check_card_and_panel(page: Any) -> None:
    panel = page.locator(".tw-panel")
    panel.wait_for()
    expect(page.locator("math").first).to_be_visible()
    assert page.get_by_text("beta2").first.is_visible(), "the card of adam has its hyperparameters"
    expect(panel.get_by_role("checkbox", name="Downhill")).to_be_checked()
    expect(panel.locator(".tw-row", has_text="Downhill").locator(".tw-value")).to_have_text(re.compile(r"f = [\d.]+"))
    panel.get_by_role("checkbox", name="Adam", exact=True).uncheck()
    expect(panel.locator(".tw-row")).to_have_count(1)


@pytest.mark.slow
def test_in_jupyterlab(tmp_path: Path, wide: Any) -> None:
    needed("jupyterlab")
    cells = [
        {"cell_type": "code", "id": f"cell{at}", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for at, text in enumerate(CELLS)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    notebook["metadata"] = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (tmp_path / "lesson.ipynb").write_text(json.dumps(notebook))
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token="]
    with served(tmp_path, "jupyterlab", *options) as address:
        wide.goto(f"{address}/lab/tree/lesson.ipynb")
        wide.get_by_text("downhill(w, g").click()
        wide.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        wide.get_by_text("import talweg as tw").click()
        for _ in range(2):
            wide.keyboard.press("Shift+Enter")
        check_card_and_panel(wide)
        wide.get_by_text("panel.rules", exact=True).click()
        wide.keyboard.press("Shift+Enter")
        expect(wide.get_by_text("['downhill']")).to_be_visible()
        wide.keyboard.press("Shift+Enter")
        expect(wide.get_by_role("combobox", name="Steps")).to_have_value("20")
        expect(wide.get_by_text(re.compile("epoch 3/3 +loss"))).to_be_visible()


@pytest.mark.slow
def test_in_marimo(tmp_path: Path, wide: Any) -> None:
    needed("marimo")
    (tmp_path / "lesson.py").write_text(APP.format(rule=RULE.replace("\n", "\n    ")))
    with served(tmp_path, "marimo", "run", "--headless", "--no-token", "lesson.py") as address:
        end = time.monotonic() + 60
        while True:  # it prints its address before it listens
            try:
                urllib.request.urlopen(f"{address}/health")
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        wide.goto(address)
        check_card_and_panel(wide)
        expect(wide.get_by_text("rules: ['downhill']")).to_be_visible()
