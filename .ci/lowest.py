"""The lowest version of every dependency that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
extras = project["optional-dependencies"]
names = [
    *project["dependencies"],
    *(name for extra in ("lab", "course", "tables", "notebook") for name in extras[extra]),
]
for each in names:
    if found := re.fullmatch(r"([\w-]+)>=([\d.]+)", each):
        print(f"{found[1]}=={found[2]}")
