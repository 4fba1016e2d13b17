"""The versions of everything that work on Talweg needs, as they are installed here: constraints for pip.

`.venv/bin/python .ci/locked.py > .ci/locked.txt` after a `make test` that passed.
"""

import platform
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

found: dict[str, str] = {}
walked: set[tuple[str, str]] = set()


def walk(text: str, extra: str = "") -> None:
    """Note what a requirement brings, with all that it needs in turn."""
    asked = Requirement(text)
    if asked.marker and not asked.marker.evaluate(default_environment() | {"extra": extra}):
        return
    name = canonicalize_name(asked.name)
    if name != "talweg":
        found[name] = distribution(name).version
    for wanted in ("", *sorted(asked.extras)):
        if (name, wanted) in walked:
            continue
        walked.add((name, wanted))
        if name == "talweg":
            for each in EXTRAS[wanted] if wanted else PROJECT["dependencies"]:
                walk(each)
        else:
            for each in distribution(name).requires or ():
                walk(each, wanted)


walk("talweg[dev]")
print(f"# Python {platform.python_version()}, {platform.system()} {platform.machine()}; written by .ci/locked.py")
for name, version in sorted(found.items()):
    print(f"{name}=={version}")
