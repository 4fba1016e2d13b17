"""What every export is made of: pictures that stand alone, formulas and texts for the paper, HTML for other systems."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

import talweg
from talweg.course.bank import BANK
from talweg.course.drawing import Axis, Frame, axes, drawing, line
from talweg.course.export import figure
from talweg.course.export.figure import COLOURS, standalone
from talweg.course.export.markup import tag, text, verbatim
from talweg.course.export.typst_math import math
from talweg.course.export.typst_text import blocks
from talweg.course.export.words import brackets, equation_image, html, inline
from talweg.errors import DeclarationError
from talweg.lab.style import INKS, rule_style

STATIC = Path(talweg.__file__).parent / "web" / "static"


def test_pictures_have_the_site_s_colours_by_day() -> None:
    tokens = (STATIC / "tokens.css").read_text("utf-8")
    day = dict(re.findall(r"--tw-([a-z0-9-]+): light-dark\((#[0-9a-f]{6}),", tokens))
    assert {name: day[name] for name in COLOURS} == COLOURS
    assert sum(name.startswith("ink-") for name in COLOURS) == len(INKS)
    casing, contour = (f"rgb({' '.join(str(int(each[at:at + 2], 16)) for at in (1, 3, 5))} /" for each in
                       (figure._CASING["stroke"], figure._GROUND["stroke"]))  # fmt: skip
    assert f"--tw-casing: light-dark({casing}" in tokens
    assert f"--tw-contour: light-dark({contour}" in tokens


def test_every_picture_of_the_bank_stands_alone() -> None:
    figures = [each.ask(0).content.figure for each in BANK.values()]
    assert sum(map(bool, figures)) >= 15
    for each in filter(None, figures):
        stands_alone(each)


def stands_alone(svg: str) -> None:
    plain = standalone(svg)
    root = ET.fromstring(plain)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    assert (float(root.attrib["width"]), float(root.attrib["height"])) == (width, height)
    assert (x, y) == (-6, -6)
    assert figure.words(plain) == figure.words(svg) != ""
    assert not re.search(r"class=|var\(|currentColor|light-dark| style=|url\(", plain)
    for each in root.iter():
        kind = each.tag.rpartition("}")[2]
        if kind == "text":
            assert "fill" in each.attrib
            assert "font-size" in each.attrib
        if kind == "path":
            assert {"fill", "stroke"} & set(each.attrib), "a path without looks would come out black"


def test_a_picture_s_line_keeps_its_own_colour_and_dash() -> None:
    frame = Frame(Axis(0, 1, "x"), Axis(0, 1))
    svg = drawing(frame, axes(frame), line(frame, [0, 1], [0, 1], rule_style("momentum")), alt="a line")
    root = ET.fromstring(standalone(svg))
    drawn = [each for each in root.iter() if each.get("stroke") == COLOURS["ink-1"]]
    assert [each.get("stroke-dasharray") for each in drawn] == ["10 4"]
    assert {each.get("fill") for each in drawn} == {"none"}


def test_a_class_without_looks_is_refused() -> None:
    with pytest.raises(DeclarationError, match="'tw-new' that has no plain looks"):
        standalone('<svg class="tw-drawing" viewBox="0 0 1 1"><path class="tw-new"/></svg>')


def test_grounds_rise_from_tint_to_tint() -> None:
    tints = [figure._CLASSES[f"tw-ground-{place}"]["fill"] for place in range(9)]
    assert tints[::2] == [COLOURS[f"tint-{place}"] for place in range(5)]
    for low, middle, high in zip(tints[::2], tints[1::2], tints[2::2], strict=False):
        for at in (1, 3, 5):
            a, b, c = (int(each[at : at + 2], 16) for each in (low, middle, high))
            assert min(a, c) <= b <= max(a, c)
    assert all(a != b for a, b in pairwise(tints))


@pytest.mark.parametrize(
    "latex, typst",
    [
        ("x_1^2", "attach(x, b: 1, t: 2)"),
        (r"\sqrt{\kappa}", "sqrt(κ)"),
        (r"\frac{1}{2}", "frac(1, 2)"),
        (r"\text{lr} \cdot g", '"lr" · g'),
        (r"\hat{m}", "accent(m, hat)"),
        (r"\ddot{x}", "accent(x, dot.double)"),
        (r"\bar{x}", "accent(x, macron)"),
        (r"\overset{a}{b}", "attach(limits(b), t: a)"),
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", "mat(delim: #none, a, b; c, d)"),
        (r"\log p", 'op("log") #h(0.167em); p'),
        ("f(x, y)", r"f \( x \, y \)"),
        ("a/b", r"a \/ b"),
        ("|x|", r"\| x \|"),
        (r"w \leftarrow w", "w ← w"),
        (r"50\,y", "50 #h(0.167em); y"),
        (r"\left(x\right)", r"lr(\( x \))"),
        (r"\sum_{i=1}^n x", r"attach(∑, b: i \= 1, t: n) x"),
    ],
)
def test_formulas_for_the_paper(latex: str, typst: str) -> None:
    written = math(latex)
    assert written.endswith(f"${typst}$);")
    assert f'alt: "{latex}"'.replace("\\", "\\\\") in written


def test_formulas_beyond_the_paper_are_refused() -> None:
    with pytest.raises(DeclarationError, match="the paper cannot set <menclose>"):
        math(r"\boxed{x}")


@pytest.mark.parametrize(
    "markdown, typst",
    [
        ('say "a" #b', '#"say “a” #b";\n\n'),
        ("**b** *c*", '#strong[#"b";];#" ";#emph[#"c";];\n\n'),
        ("`a\"b`", '#raw("a\\"b");\n\n'),
        ("- a\n- b", '#list([#"a";\n\n],[#"b";\n\n],);\n\n'),
        ("```python\nx = 1\n```", '#raw("x = 1", block: true, lang: "python");\n\n'),
        ("| a | b |\n|---|---|\n| 1 | 2 |", '#rows(([#"a";],[#"b";],),([#"1";],[#"2";],),);\n\n'),
        ("a\nb", '#"a"; #"b";\n\n'),
    ],
)  # fmt: skip
def test_texts_for_the_paper(markdown: str, typst: str) -> None:
    assert blocks(markdown) == typst


def test_texts_beyond_the_paper_are_refused() -> None:
    with pytest.raises(DeclarationError, match="Markdown's 'heading_open'"):
        blocks("# Title")


def test_texts_for_other_systems() -> None:
    assert inline("`x < 1` and $p < 1$", brackets) == r"<code>x &lt; 1</code> and \(p &lt; 1\)"
    assert html("```python\na < b\n```", brackets) == "<pre><code>a &lt; b\n</code></pre>"
    canvas = inline(r"$\beta^2 < 1$", equation_image)
    assert canvas == (
        r'<img class="equation_image" title="\beta^2 &lt; 1" src="/equation_images/%255Cbeta%255E2%2520%253C%25201" '
        r'alt="LaTeX: \beta^2 &lt; 1" data-equation-content="\beta^2 &lt; 1">'
    )


def test_markup_survives_what_it_holds() -> None:
    written = tag("a", verbatim("x ]]> <b>"), text("1 < 2 & 3"), tag("b"), name='"q" & r')
    root = ET.fromstring(written)
    assert root.text == "x ]]> <b>1 < 2 & 3"
    assert root.get("name") == '"q" & r'
    assert [each.tag for each in root] == ["b"]
