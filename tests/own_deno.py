"""The site's JavaScript without a browser: one Deno process, which may read static/ and do nothing else."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talweg.web.bundle import reached
from talweg.web.generated import GENERATED
from talweg.web.version import STATIC

Ask = Callable[..., Any]


@contextmanager
def running(folder: Path) -> Iterator[Ask]:
    """A function that calls JavaScript; the modules that stand in no file are written into `folder` when asked for.

    `ask(["lib/number.js"], "([{ brief }], given) => brief(given)", 0.5)` is the function's value, or what its promise
    comes to: it gets the modules, which lie below static/, and `given`. That and the value are JSON; on the way back
    numbers may be NaN and infinite. What the function throws is raised as RuntimeError.
    """
    import deno

    def write(name: str) -> None:
        file = folder / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(GENERATED[name](), "utf-8")

    places = {(STATIC / name).as_uri(): (folder / name).as_uri() for name in GENERATED}
    (folder / "places.json").write_text(json.dumps({"imports": places}))
    command = [
        *(deno.find_deno_bin(), "run", "--quiet", "--no-config", "--no-lock", "--no-remote", "--no-npm", "--no-prompt"),
        *(f"--allow-read={STATIC},{folder}", f"--import-map={folder / 'places.json'}"),
        *(str(Path(__file__).with_suffix(".js")), f"{STATIC.as_uri()}/"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        into, out = process.stdin, process.stdout

        def ask(modules: Sequence[str], code: str, given: Any = None) -> Any:
            for module in reached(*modules):
                if module.name in GENERATED:
                    write(module.name)
            question = {"modules": modules, "code": code, "given": given}
            into.write(json.dumps(question, allow_nan=False) + "\n")
            into.flush()
            answer = json.loads(out.readline())
            if "error" in answer:
                raise RuntimeError(answer["error"])
            return answer["value"]

        yield ask
        into.close()
