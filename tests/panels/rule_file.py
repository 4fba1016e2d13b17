"""A Python file that a panel has saved, read back."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from talweg.nouns import Optimizer


def loaded(text: str, folder: Path) -> Optimizer:
    """The one optimizer of a Python file, put into `folder` and imported from there."""
    path = folder / f"rule_{len(list(folder.iterdir()))}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (rule,) = (each for each in vars(module).values() if isinstance(each, Optimizer))
    return rule
