"""A panel's modules as one, for a notebook: how they are read, and what is refused."""

from __future__ import annotations

import re

import pytest

from talweg.errors import DeclarationError, UnknownNameError
from talweg.web import bundle as bundling
from talweg.web.bundle import bundle
from talweg.web.modules import masked, read


def test_only_code_is_left_of_a_masked_text() -> None:
    text = 'a = /[/"]`/g; // import\nb = `x ${ {c: `}`} } import` + "export" / 2 / d; /* ` */ e'
    code = masked(text)
    assert len(code) == len(text)
    assert " ".join(code.replace("\0", "").split()) == 'a = /g; b = `${ {c: ``} }` + "" / 2 / d; e'


def test_a_module_becomes_the_body_of_a_function() -> None:
    text = """import "./side.js";
import first, { second as other } from "./b.js";
import * as all from "../c.js";
export { third as fourth } from "./d.js";
export const one = 1, text = "export";
export const { two, three } = all;
export async function run() { return import("./e.js"); }
const started = new Worker(new URL("./f.js", import.meta.url), { type: "module" });
export { other as last };
export default { one };
"""
    module = read("lib/a.js", text)
    assert module.imports == {
        "lib/side.js": set(),
        "lib/b.js": {"default", "second"},
        "c.js": set(),
        "lib/d.js": {"third"},
    }
    assert module.lazy == {"lib/e.js"}
    assert module.workers == {"lib/f.js"}
    assert module.exports == {
        **{name: name for name in ("one", "run", "two", "three")},
        **{"fourth": '$use("lib/d.js").third', "last": "other", "default": "$default"},
    }
    assert 'const { second: other, default: first } = $use("lib/b.js");' in module.body
    assert 'const started = $worker("lib/f.js", { type: "module" });' in module.body


@pytest.mark.parametrize(
    "line, words",
    [
        ('import { a } from "numpy";', 'imports "numpy"'),
        ('import { a } from "../../x.js";', 'imports "../../x.js"'),
        ("export let a = 1;", "line 2: a bundle cannot hold `export let a = 1;`"),
        ("export default function go() {}", "cannot hold `export default function"),
        ('export * from "./b.js";', "cannot hold `export *"),
        ("const a = import(`./${b}.js`);", "cannot hold `import(`"),
        ("const a = import.meta.url;", "cannot hold `import.meta.url"),
    ],
)
def test_syntax_that_is_not_known_is_refused(line: str, words: str) -> None:
    with pytest.raises(DeclarationError, match=re.escape(words)):
        read("lib/a.js", f"// first\n{line}\n")


def test_circles_and_names_that_are_not_there_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a.js": 'import { b } from "./b.js";', "b.js": 'import "./a.js";', "c.js": 'import { f } from "./d.js";'}
    texts["d.js"] = "export const g = 1;"
    monkeypatch.setattr(bundling, "source", lambda name: read(name, texts[name]))
    with pytest.raises(DeclarationError, match=r"in a circle: a\.js -> b\.js -> a\.js"):
        bundling.reached("a.js")
    with pytest.raises(UnknownNameError, match=r"d\.js has no export 'f'; it has 'g'"):
        bundling.reached("c.js")
    monkeypatch.undo()
    with pytest.raises(UnknownNameError, match="did you mean 'race'"):
        bundle("rase")
