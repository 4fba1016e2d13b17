"""What a report says of the versions that it was made with."""

from __future__ import annotations

from importlib.metadata import version

import pytest

import talweg as tw
from talweg.versions import versions


def test_versions_are_those_that_are_installed(capsys: pytest.CaptureFixture[str]) -> None:
    tw.show_versions()
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert told == versions()
    assert told["talweg"] == tw.__version__
    assert told["numpy"] == version("numpy")
    assert {"numba", "scikit-learn", "matplotlib"} <= told.keys()
    assert not {"pytest", "ruff", "locust", "mkdocs"} & told.keys()  # with which nothing is computed
