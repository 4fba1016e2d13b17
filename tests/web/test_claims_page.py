"""The page of claims: every claim with its verdict and numbers, and the way to it from the lesson."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from talweg.course.claims import drawn
from talweg.course.lesson import lesson
from talweg.errors import RangeError, UnknownNameError
from talweg.lab.claims import CLAIMS
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.results import kept
from talweg.web.claims import check, write
from talweg.web.pages import page


@pytest.fixture(scope="module")
def html() -> str:
    return page("claims")


@pytest.mark.parametrize("name", CLAIMS)
def test_each_claim_is_there_with_what_was_found(html: str, name: str) -> None:
    outcome = kept()[name].outcome
    section = html.split(f'<section id="{name}"')[1].split("</section>", maxsplit=1)[0]
    assert f'class="verdict verdict-{outcome.verdict}">{outcome.verdict}<' in section
    assert f"talweg claims {name} --thorough" in section
    assert section.count("<tr>") == 1 + len(outcome.numbers)
    assert re.search(r'<svg class="tw-drawing" role="img" aria-label="[^"]+', section)
    assert "NaN" not in section


def test_the_lesson_shows_every_verdict_and_leads_to_it(html: str) -> None:
    links = re.findall(
        r'<a class="verdict verdict-(\w+)" href="\.\./claims#(\w+)">', lesson("loss-and-optimization").html
    )
    assert {name for _, name in links} == set(CLAIMS)
    for word, name in links:
        assert word == kept()[name].outcome.verdict
        assert f'id="{name}"' in html


def test_a_figure_shows_its_points_and_what_is_likely() -> None:
    flat = Figure("x", "y", (curve("one", [1, 2], [3, 3], [2, 3], [4, 3]),), log_x=True, level=1.0)
    html = drawn(flat, "Nothing moves.").html
    assert 'aria-label="y over x. Nothing moves."' in html
    assert html.count("<svg") == 4  # the drawing, whiskers and line, each cut off at the axes, and the key
    assert "Dashed: 1." in html


def test_the_page_is_written_with_all_it_needs(tmp_path: Path) -> None:
    found = [kept()[name] for name in ("stall", "window")]
    path = write(tmp_path / "new" / "folder", found)
    html = path.read_text("utf-8")
    for link in re.findall(r'(?:href|src)="(?!https?:|#)([^"]+)"', html):
        assert (path.parent / link).is_file(), link
    assert html.count("<section") == 2
    assert set(json.loads((path.parent / "claims.json").read_text("utf-8"))) == {"stall", "window"}
    (tmp_path / "file").write_text("")
    with pytest.raises(RangeError, match="is a file"):
        check(tmp_path / "file")


def test_a_verdict_that_nobody_measured_is_refused() -> None:
    from talweg.course import lesson as lessons

    with pytest.raises(UnknownNameError, match="did you mean 'stall'"):
        lessons._ENVIRONMENT.globals["verdict"]("stal")  # type: ignore[operator]
