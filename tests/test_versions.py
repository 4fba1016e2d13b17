"""What a report says of the versions that it was made with."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest

import talweg as tw
from talweg.versions import versions

from documents import ROOT


def test_versions_are_those_that_are_installed(capsys: pytest.CaptureFixture[str]) -> None:
    tw.show_versions()
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert told == versions()
    assert told["talweg"] == tw.__version__
    assert told["numpy"] == version("numpy")
    assert {"numba", "scikit-learn", "matplotlib"} <= told.keys()
    assert not {"pytest", "ruff", "locust", "mkdocs"} & told.keys()  # with which nothing is computed


def test_one_version_stands_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited is not None
    assert project["version"] == tw.__version__ == cited[1]
