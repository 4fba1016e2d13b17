"""A file of formulas of one's own as a module, under a name by which every process that needs one finds it again."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def name_of(file: Path) -> str:
    """What the module is called: nobody else's name, and the same in every process."""
    return f"{file.stem}_{hashlib.sha256(str(file).encode()).hexdigest()[:8]}"


def load(file: Path) -> ModuleType:
    """The module, which is run once in a process. Raises whatever the file raises, and is then not there."""
    name = name_of(file)
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(file.parent))  # what stands beside it, it may import
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        sys.path.remove(str(file.parent))
    return module


def file_of(module: str) -> str | None:
    """The file of a module that was loaded here; None for one that any process can import by its name."""
    path = getattr(sys.modules.get(module), "__file__", None)
    return path if path is not None and name_of(Path(path)) == module else None
