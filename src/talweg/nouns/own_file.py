"""A file of one's own as a module, or a folder as a package, under a name by which every process finds it again."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from talweg.errors import TalwegError

_folders: list[Path] = []


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


def package(folder: Path) -> str:
    """The name of the package that a folder is from now on in this process. Nothing in it is run yet."""
    name = f"folder_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    if name not in sys.modules:
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
        _folders.append(folder)
    return name


def sources(endings: tuple[str, ...]) -> list[Path]:
    """The files with these endings in the folders that are packages here: what is kept of anything is known by them."""
    return sorted(file for folder in _folders for file in folder.rglob("*") if file.suffix in endings)


def place(error: BaseException, home: Path) -> tuple[str, int] | None:
    """The file and the line at which it failed, in the file or below the folder `home`; None where that is not told."""
    frames = [(each.filename, each.lineno) for each in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames = [(error.filename or "", error.lineno)]
    own = [(file, line) for file, line in frames if line and Path(file).is_relative_to(home)]
    return own[-1] if own else None


def told(error: BaseException) -> str:
    """What went wrong, on one line; an error of ours speaks for itself."""
    if isinstance(error, TalwegError):
        return str(error)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
