"""With which versions a result was made: what a report of it should say."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version

_WORK = re.compile(r"extra == .(dev|docs|load)\b")
"""What is needed for work on Talweg alone."""


def versions() -> dict[str, str]:
    """The version of Talweg, of Python and of everything that Talweg may compute with and is installed, by name."""
    from talweg import __version__  # which is set after this file is imported

    needs = [each for each in requires("talweg") or () if not _WORK.search(each)]
    asked = {re.split(r"[\s\[<>=!~;(]", each)[0] for each in needs} - {"talweg"}
    found = {"talweg": __version__, "python": platform.python_version(), "system": platform.platform()}
    for name in sorted(asked, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # of an extra that is not installed
    return found


def show_versions() -> None:
    """Print the versions of Talweg, Python and every installed package that Talweg may compute with, a line each."""
    found = versions()
    width = max(map(len, found))
    print("\n".join(f"{name.ljust(width)}  {number}" for name, number in found.items()))
