"""What is sent of our scripts and style sheets: lean, the same to the browser, and named by its content."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from talweg.web import assets, version
from talweg.web.assets import asset
from talweg.web.generated import GENERATED
from talweg.web.lean import script, sheet
from talweg.web.modules import masked
from talweg.web.version import STATIC

SCRIPTS = {each.relative_to(STATIC).as_posix(): each.read_text("utf-8") for each in sorted(STATIC.rglob("*.js"))}
SHEETS = {each.relative_to(STATIC).as_posix(): each.read_text("utf-8") for each in sorted(STATIC.rglob("*.css"))}


def tokens(text: str) -> list[tuple[int, str]]:
    """Every token of a module with the line that it stands in; runs of signs are taken sign by sign."""
    code = masked(text)
    line = [0]
    for sign in code:
        line.append(line[-1] + (sign == "\n"))
    return [(line[found.start()], text[slice(*found.span())]) for found in re.finditer(r"[\w$]+|\0+|[^\s\0]", code)]


@pytest.mark.parametrize("name", [*SCRIPTS, "formulas.js"])
def test_a_lean_script_has_the_same_tokens_in_the_same_lines(name: str) -> None:
    text = SCRIPTS.get(name) or GENERATED[name]()
    lean = asset(name)
    assert lean is not None
    assert tokens(lean) == tokens(text)
    assert len(lean) < len(text)
    code = masked(lean)
    assert not re.search(r"^[ \t]|[ \t]$", code, re.MULTILINE), "no line begins or ends with space"
    assert not re.search(r"[\w$)] +[=(]|[,;:] ", code), "no idle space is left"


def test_every_lean_script_parses(page: Any) -> None:
    """As the browser reads it, with its imports and exports. Nothing runs: the import put before it leads nowhere."""
    found = page.evaluate(
        """async (texts) => {
          const failed = {};
          for (const [name, text] of Object.entries(texts)) {
            const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            try { await import(address); } catch (error) { failed[name] = `${error.name}: ${error.message}`; }
          }
          return failed;
        }""",
        {name: 'import "nowhere";' + (asset(name) or "") for name in SCRIPTS} | {"broken": 'import "nowhere";let let;'},
    )
    assert found.pop("broken").startswith("SyntaxError")
    assert set(found) == set(SCRIPTS)
    assert {message for message in found.values() if message.startswith("SyntaxError")} == set()


@pytest.mark.parametrize(
    "text, lean",
    [
        ("a = b + c;  // sum\n  /* two\n lines */ d", "a=b+c;\n\nd"),
        ("a - -b; a + +b; a + ++b; x-- > 0; a < !b", "a- -b;a+ +b;a+ ++b;x-- >0;a< !b"),
        ("1 .toFixed(); return x; typeof y in z", "1 .toFixed();return x;typeof y in z"),
        ('const s = "a  // b";  f(`  ${ a + `x  ${b}` }  `)', 'const s="a  // b";f(`  ${a+`x  ${b}`}  `)'),
        ("x = a / b / c; y = / \\/ +[/ ] /g.test(s)", "x=a / b / c;y= / \\/ +[/ ] /g.test(s)"),
        ("a /* between */ b", "a b"),
        ("a\n  ++b", "a\n++b"),
    ],
)
def test_what_may_go_and_what_must_stay(text: str, lean: str) -> None:
    assert script(text) == lean


def test_a_lean_sheet_is_the_same_to_the_browser(page: Any) -> None:
    rules = """(texts) => texts.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
    })"""  # a value with var() is told as it was written
    leans = {name: asset(name) or "" for name in SHEETS}
    for name, lean, whole in zip(
        SHEETS, page.evaluate(rules, [*leans.values()]), page.evaluate(rules, [*SHEETS.values()]), strict=True
    ):
        assert len(whole) > 1
        assert lean == whole, name
        assert "/*" not in leans[name]
        assert len(leans[name]) < len(SHEETS[name])


def test_a_sheet_s_quotes_addresses_and_selectors_stay() -> None:
    text = '.a  :hover > b , i { content : "x ;  /* y */" ; margin: 0  auto; }\n/* c */\nb { src: url( a;b.png ) }'
    assert sheet(text) == '.a :hover > b,i{content :"x ;  /* y */";margin:0 auto;}b{src:url( a;b.png )}'


def test_the_site_sends_it_once_and_then_says_that_nothing_changed(site: str) -> None:
    for name in ("lib/dom.js", "panel.css", "formulas.js", "data/stall.js"):
        url, text = f"{site}/static/{name}", asset(name)  # what has to be measured is measured before it is asked for
        first = httpx.get(url)
        assert first.text == text
        assert first.headers["content-type"] == ("text/css" if name.endswith("css") else "text/javascript")
        assert first.headers["cache-control"] == "no-cache"
        assert first.headers["content-encoding"] == "gzip"
        again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert httpx.get(url, headers={"If-None-Match": '"another"'}).status_code == 200
        assert len(str(first.headers)) < 420, "headers are sent 140 times in one visit"
        assert httpx.head(url).status_code == 200
        assert httpx.post(url).status_code == 405
    tags = [httpx.get(f"{site}/static/lib/{name}.js").headers["etag"] for name in ("dom", "page/page")]
    assert tags[0] != tags[1]


def test_what_a_page_asks_for_by_its_version_is_kept_for_good(site: str) -> None:
    found = set(re.findall(r'"(static/[^"/]+)/', httpx.get(site).text))
    assert len(found) == 1, "one version in one page"
    folder = f"{site}/{found.pop()}"
    for name in ("lib/dom.js", "formulas.js", "favicon.svg"):
        kept, plain = httpx.get(f"{folder}/{name}"), httpx.get(f"{site}/static/{name}")
        assert kept.content == plain.content
        assert kept.headers["cache-control"] == "max-age=31536000, immutable"
        assert not {"etag", "last-modified"} & set(kept.headers), "nobody asks whether it changed"
        assert plain.headers["cache-control"] == "no-cache"
        old = httpx.get(f"{site}/static/v-another/{name}")
        assert (old.content, old.headers["cache-control"]) == (plain.content, "no-cache"), "another version's page"
    assert httpx.get(f"{folder}/lib/none.js").status_code == 404
    assert httpx.get(f"{folder}/../app.py").status_code == 404


def test_an_edit_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "STATIC", tmp_path)
    file = tmp_path / "lib" / "a.js"
    file.parent.mkdir()
    found = []
    for at, text in enumerate(("1", "2", "1")):
        file.write_text(text)
        os.utime(file, ns=(at, at))
        version._last_edit.cache_clear()  # it looks once a second
        found.append(version.folder())
    assert found[0] == found[2] != found[1]
    assert version.split(f"{found[0]}/lib/a.js") == ("lib/a.js", True)
    assert version.split(f"{found[1]}/lib/a.js") == ("lib/a.js", False)
    assert version.split("lib/a.js") == ("lib/a.js", False)


def test_other_files_are_sent_as_they_are_and_nothing_else_is(site: str) -> None:
    assert httpx.get(f"{site}/static/favicon.svg").content == (STATIC / "favicon.svg").read_bytes()
    assert asset("favicon.svg") is None
    for path in ("../app.py", "..%2Fapp.py", "../link.js", "..%2Flink.js", "lib/none.js", "lib", "nul%00.js"):
        assert httpx.get(f"{site}/static/{path}").status_code == 404, path
    assert asset("../link.js") is None


def test_a_script_that_was_edited_is_sent_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    (tmp_path / "a.js").write_text("let a = 1;")
    assert asset("a.js") == "let a=1;"
    (tmp_path / "a.js").write_text("let a = 22;")
    assert asset("a.js") == "let a=22;"
