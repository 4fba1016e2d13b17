"""Formulas of one's own on a server, `talweg serve --with my_rules.py`: in the panels, and in the lab's processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from talweg.course.kept import _origin
from talweg.web.version import folder

RULES = Path(__file__).parents[2] / "docs" / "my_rules.py"
SERVED = """
import importlib, json, sys, tempfile, time
from pathlib import Path
import talweg.web.server as server

def look(*_):
    from starlette.testclient import TestClient
    from talweg.course.kept import _origin
    from talweg.web.app import create_app
    from talweg.web.lab.experiments import Experiments
    from talweg.web.lab.wanted import Wanted
    from talweg.web.version import folder

    client = TestClient(create_app(), base_url="http://localhost")
    lab = Experiments(Path(tempfile.mkdtemp()))
    name = lab.begin(Wanted(problem="valley", rules=["signum", "adam"], budget=1, seeds=2, steps=3), "me")
    while (end := json.loads(lab.events(name)[-1].text) if lab.events(name) else {}).get("kind") != "end":
        time.sleep(0.05)
    panel = "signum" in client.get(f"/static/{folder()}/formulas.js").text
    print(json.dumps([panel, folder(), _origin(), end["status"], end["said"]]))

server.run = look
importlib.import_module("talweg.cli.site").serve(own=sys.argv[1:])
"""


@pytest.mark.slow
def test_they_are_served() -> None:
    """In a process of its own, whose shelves nobody else sees."""
    line = [sys.executable, "-c", SERVED, str(RULES)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    panel, version, origin, status, said = json.loads(done.stdout)
    assert panel
    assert (status, said) == ("done", ""), "a comparison runs in a process of its own, which knows them, too"
    assert version != folder(), "or a browser would keep the one for the other"
    assert origin != _origin(), "and so would this machine"
