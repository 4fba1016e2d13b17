"""Reads our own ES modules: what one imports and exports, and its text as the body of a function.

It knows the syntax that the site's modules use and refuses all other, so that nothing is bundled wrongly.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from talweg.errors import DeclarationError

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<word>[\w$]+)
      | (?P<space>\s+)
      | (?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(`|\$\{)", re.DOTALL)
REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
# After these a slash begins a regular expression; after any other word it divides.
BEFORE_OPERAND = frozenset(
    ("return", "typeof", "case", "in", "of", "new", "delete", "void", "throw", "else", "do", "instanceof", "await")
)

PATH = r'"(?P<path>\0+)"'
STATEMENTS = {
    "import": re.compile(rf"^import\s+(?:(?P<clause>[\w$*{{}},\s]+?)\s+from\s+)?{PATH};?", re.MULTILINE),
    "forward": re.compile(rf"^export\s+\{{(?P<names>[\w$,\s]*)\}}\s+from\s+{PATH};?", re.MULTILINE),
    "named": re.compile(r"^export\s+\{(?P<names>[\w$,\s]*)\};?", re.MULTILINE),
    "declared": re.compile(
        r"^export\s+(?=(?:const\s+|class\s+|(?:async\s+)?function\s*\*?\s*)(?P<name>[\w$]+))", re.MULTILINE
    ),
    "unpacked": re.compile(r"^export\s+(?=const\s+\{(?P<names>[\w$,\s]+)\}\s*=)", re.MULTILINE),
    "default": re.compile(r"^export\s+default\s+(?!function\b|async\b|class\b)", re.MULTILINE),
    "lazy": re.compile(rf"(?<![.\w$])import\(\s*{PATH}\s*\)"),
    "worker": re.compile(
        rf"\bnew\s+Worker\(\s*new\s+URL\(\s*{PATH}\s*,\s*import\.meta\.url\s*\)\s*,\s*(?P<options>\{{[^{{}}]*\}})\s*,?\s*\)"
    ),
}
KNOWN = (
    'it takes, from the start of a line, `import ... from "./x.js"`, `export const|function|class`, '
    '`export const { ... }`, `export { ... }` and `export default` with a value, and anywhere `import("./x.js")` and '
    '`new Worker(new URL("./x.js", import.meta.url), { ... })`'
)
LEFT = re.compile(r"(?<![.\w$])(?:import|export)\b(?!\s*:)")


@dataclass
class Module:
    """One module as a function's body, in which `$use(name)` gives another's exports and `$worker(name)` starts one."""

    name: str
    body: str = ""
    imports: dict[str, set[str]] = field(default_factory=dict)
    """What it asks of each module that must be there before it: the names taken."""
    lazy: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)
    exports: dict[str, str] = field(default_factory=dict)
    """The expression behind every exported name."""


def masked(text: str) -> str:
    """`text`, as long as it is, with only its code: comments are blank, and within quotes stands `\\0`."""
    out: list[str] = []
    braces: list[int] = []  # for every template that is open here: the depth of braces in its ${...}
    at, operand = 0, True
    while at < len(text):
        sign = text[at]
        if sign == "`" or (sign == "}" and braces and braces[-1] == 0):
            if sign == "}":
                braces.pop()
            rest = TEMPLATE.match(text, at + 1)
            if rest is None:
                raise DeclarationError(f"a template that begins at character {at} never ends")
            operand = rest[1] == "${"
            braces += [0] * operand
            out.append(sign + "\0" * (rest.end() - len(rest[1]) - at - 1) + rest[1])
            at = rest.end()
            continue
        found = (sign == "/" and operand and text[at + 1 : at + 2] not in ("/", "*") and REGEX.match(text, at)) or None
        token = found or TOKEN.match(text, at)
        assert token is not None  # TOKEN takes any character
        word, kind = token[0], token.lastgroup
        if found or kind == "string":
            out.append(word[0] + "\0" * (len(word) - 2) + word[-1])
        else:
            out.append(re.sub(r"\S", " ", word) if kind == "comment" else word)
        if braces and word in ("{", "}"):
            braces[-1] += 1 if word == "{" else -1
        if found or kind not in ("comment", "space"):
            operand = not found and (word in BEFORE_OPERAND or (kind == "sign" and word not in (")", "]", "}")))
        at = token.end()
    return "".join(out)


def pairs(names: str) -> Iterator[tuple[str, str]]:
    """The names of `a, b as c` as (a, a), (b, c)."""
    for each in filter(None, map(str.strip, names.split(","))):
        first, *rest = re.split(r"\s+as\s+", each)
        yield first, rest[0] if rest else first


def read(name: str, text: str) -> Module:
    """The module `name`, a path below static/. Raises DeclarationError for syntax that is not known here."""
    module = Module(name)
    code = masked(text)
    edits: list[tuple[int, int, str]] = []

    def path(found: re.Match[str]) -> str:
        """The module that a statement names."""
        given = text[found.start("path") : found.end("path")]
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(name), given))
        if not given.startswith(("./", "../")) or resolved.startswith("..") or not resolved.endswith(".js"):
            raise DeclarationError(
                f'{name}: imports "{given}"; a module imports only modules of this site, by "./" or "../"'
            )
        return resolved

    def edit(found: re.Match[str], by: str) -> None:
        edits.append((found.start(), found.end(), by))

    for found in STATEMENTS["import"].finditer(code):
        edit(found, _import(module, path(found), found["clause"] or ""))
    for found in STATEMENTS["forward"].finditer(code):
        source = path(found)
        for inner, outer in pairs(found["names"]):
            module.imports.setdefault(source, set()).add(inner)
            module.exports[outer] = f'$use("{source}").{inner}'
        edit(found, "")
    for found in STATEMENTS["named"].finditer(code):
        if any(start <= found.start() < end for start, end, _ in edits):
            continue  # it has a source, and was read above
        module.exports |= {outer: inner for inner, outer in pairs(found["names"])}
        edit(found, "")
    for found in STATEMENTS["declared"].finditer(code):
        module.exports[found["name"]] = found["name"]
        edit(found, "")
    for found in STATEMENTS["unpacked"].finditer(code):
        module.exports |= {name: name for name, _ in pairs(found["names"])}
        edit(found, "")
    for found in STATEMENTS["default"].finditer(code):
        module.exports["default"] = "$default"
        edit(found, "const $default = ")
    for found in STATEMENTS["lazy"].finditer(code):
        module.lazy.add(path(found))
        edit(found, f'Promise.resolve("{path(found)}").then($use)')
    for found in STATEMENTS["worker"].finditer(code):
        module.workers.add(path(found))
        edit(found, f'$worker("{path(found)}", {text[found.start("options") : found.end("options")]})')

    _refuse_the_rest(name, text, code, edits)
    for start, end, by in sorted(edits, reverse=True):
        text = text[:start] + by + text[end:]
    module.body = text
    return module


def _import(module: Module, source: str, clause: str) -> str:
    """The statement that takes the place of an import."""
    asked = module.imports.setdefault(source, set())
    members = re.search(r"\{(.*)\}", clause, re.DOTALL)
    parts = list(pairs(members[1])) if members else []
    for each in filter(None, map(str.strip, re.sub(r"\{.*\}", "", clause, flags=re.DOTALL).split(","))):
        whole = re.fullmatch(r"\*\s+as\s+(\S+)", each)
        if whole:
            return f'const {whole[1]} = $use("{source}");'
        parts.append(("default", each))
    asked |= {inner for inner, _ in parts}
    taken = ", ".join(inner if inner == outer else f"{inner}: {outer}" for inner, outer in parts)
    return f'const {{ {taken} }} = $use("{source}");'


def _refuse_the_rest(name: str, text: str, code: str, edits: list[tuple[int, int, str]]) -> None:
    for found in LEFT.finditer(code):
        if not any(start <= found.start() < end for start, end, _ in edits):
            line = text.count("\n", 0, found.start()) + 1
            shown = text[found.start() :].split("\n", 1)[0][:80]
            raise DeclarationError(f"{name}, line {line}: a bundle cannot hold `{shown}`; {KNOWN}")
