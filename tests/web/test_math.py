"""Mathematics in any browser: a font of our own that has every character, and formulas that scroll in their own box."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from talweg.course.bank import BANK
from talweg.course.lesson import lesson
from talweg.course.markdown import html
from talweg.course.question import asked, key
from talweg.web.generated import GENERATED
from talweg.web.version import STATIC

import own_firefox
from make_math_font import TARGET

LESSON = "/lessons/loss-and-optimization"
SLANTED = {"h": 0x210E} | {
    each: 0x1D44E + place for place, each in enumerate("abcdefghijklmnopqrstuvwxyz") if each != "h"
}
SLANTED |= {each: 0x1D434 + place for place, each in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
SLANTED |= {chr(0x3B1 + place): 0x1D6FC + place for place in range(25)}
MOST = 30_000  # bytes
# Too long for a phone, in a block of its own and in the formula of a rule.
WIDE = r"$$x = " + " + ".join(rf"\frac{{a_{{{k}}}}}{{b_{{{k}}}}}" for k in range(20)) + "$$"


def shown() -> str:
    """Pages and data with formulas in them: the lesson, all formulas, and some questions of every template."""
    questions = (template.ask(seed) for template in BANK.values() for seed in (0, 1))
    texts = [f"{asked(each)} {key(each)}" for each in questions]
    return "\n".join((lesson("loss-and-optimization").html, GENERATED["formulas.js"]().replace('\\"', '"'), *texts))


def characters(text: str) -> set[int]:
    """What a browser draws of all formulas: a name of one letter is slanted."""
    found: set[int] = set()
    for formula in re.findall(r"<math.*?</math>", text, re.DOTALL):
        for tag, inner in re.findall(r"<(mi|mo|mn|mtext)[^>]*>([^<]*)</", formula):
            word = unescape(inner).strip()
            found |= {SLANTED.get(word, ord(word))} if tag == "mi" and len(word) == 1 else set(map(ord, word))
    return found


def test_the_font_has_every_character_that_is_shown() -> None:
    font = TTFont(TARGET)
    drawn = characters(shown())
    assert {ord("+"), 0x1D6FD, 0x2211} <= drawn
    assert {chr(each) for each in drawn - set(font.getBestCmap())} == set()
    assert "MATH" in font
    assert font["name"].getDebugName(1) == "Talweg Math", "what is derived has a name of its own"


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    assert TARGET.stat().st_size < MOST
    assert "GUST Font License" in (TARGET.parent / "GUST-FONT-LICENSE.txt").read_text("utf-8")
    assert "TeX Gyre Pagella Math" in (TARGET.parent / "README.txt").read_text("utf-8")
    sheet = (STATIC / "page.css").read_text("utf-8")
    assert (STATIC / re.findall(r'@font-face [^}]*url\("([^"]+)"\)', sheet)[0]) == TARGET


def test_chromium_sets_formulas_in_it(page: Any, site: str) -> None:
    with page.expect_response("**/talweg-math.woff2") as answer:
        page.goto(site + LESSON)
    assert answer.value.headers["content-type"] == "font/woff2"
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))") == [
        "loaded"
    ]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[own_firefox.Firefox]:
    """On CI it must be there."""
    program = own_firefox.program()
    if program is None:
        assert not os.environ.get("CI"), "Firefox must be installed on CI"
        pytest.skip("no Firefox on this machine")
    with own_firefox.running(tmp_path_factory.mktemp("firefox"), program) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_firefox_shows_the_lesson_and_nothing_sticks_out(firefox: own_firefox.Firefox, site: str, width: int) -> None:
    lesson("loss-and-optimization").html  # noqa: B018  # measured before the clock of the browser runs
    firefox.open(site + LESSON, width)
    assert firefox.ask("document.documentElement.scrollWidth <= innerWidth")
    assert firefox.ask("document.querySelectorAll('section').length") == 10
    assert firefox.ask("[...document.fonts].map((font) => font.status)") == ["loaded"]
    for kind in ("formula", "math block"):
        box = firefox.ask(
            f"""(() => {{
              const box = document.createElement("div");
              box.className = {kind!r};
              box.innerHTML = {html(WIDE)!r}.replace(/^.*?(<math.*<.math>).*$/s, "$1");
              document.querySelector("section").append(box);
              return [box.scrollWidth, box.clientWidth, document.documentElement.scrollWidth, innerWidth];
            }})()"""
        )
        assert box[0] > box[1] or width > 1000, "the formula is wider than its box"
        assert box[2] <= box[3], "the page does not scroll sideways for it"
    assert firefox.complaints == []


@pytest.mark.slow
def test_firefox_breaks_no_line_between_a_formula_and_its_comma(firefox: own_firefox.Firefox, site: str) -> None:
    firefox.open(site + LESSON, 390)
    apart = firefox.ask(
        """[...document.querySelectorAll(".together")].filter((each) => {
          const range = document.createRange();
          range.selectNodeContents(each.lastChild);
          const [formula, mark] = [each.querySelector("math"), range].map((part) => part.getBoundingClientRect());
          return formula.width && mark.top >= formula.bottom;
        }).length"""
    )
    assert firefox.ask("document.querySelectorAll('.together').length") > 20
    assert apart == 0
