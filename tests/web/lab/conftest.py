"""A lab with a folder of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talweg.web.lab import experiments
from talweg.web.lab.experiments import Experiments
from talweg.web.lab.wanted import Wanted

PATIENCE = 60


@pytest.fixture
def lab(tmp_path: Path) -> Experiments:
    return Experiments(tmp_path, most=3)


@pytest.fixture
def short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says nothing for a short while is lost."""
    monkeypatch.setattr(experiments, "SILENT", 3.0)


def small(**given: Any) -> Wanted:
    """A comparison that takes a moment."""
    return Wanted(**{"problem": "valley", "rules": ["sgd", "momentum"], "budget": 1, "seeds": 2, "steps": 20, **given})


def endless() -> Wanted:
    """A comparison that takes longer than any test waits."""
    return small(problem="digits", rules=["adam", "sgd", "lion"], budget=25, seeds=20, steps=2000)


def eventually(told: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := told()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
    return found
