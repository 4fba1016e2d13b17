"""The lowest version of every dependency that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
EXTRAS = ("lab", "course", "tables", "notebook")

names = [*PROJECT["dependencies"], *(each for extra in EXTRAS for each in PROJECT["optional-dependencies"][extra])]
for name in names:
    if found := re.fullmatch(r"([\w-]+)>=([\d.]+)", name):
        print(f"{found[1]}=={found[2]}")
