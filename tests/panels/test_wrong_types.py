"""Whatever a setting of a panel is given as, Python says what is wrong with it and what would be taken."""

from __future__ import annotations

import re
from typing import Any

import pytest

from talweg.course.schema import at_rest
from talweg.course.schema.fields import ChoiceField, SeveralField
from talweg.course.settings import SCHEMAS
from talweg.errors import DtypeError, RangeError, TalwegError, UnknownNameError
from talweg.panels.arguments import legal_settings

WRONG: list[Any] = [3.25, -7, None, "?!", [], ["?!", 1], {"?!": 1}, [[1.0] * 90], 10**5000]
TAKEN = re.compile(
    r"must lie in|must be finite|outside|; give |such as|it has |did you mean|more than|too many|which is two numbers"
)


def error(panel: str, name: str, value: Any) -> TalwegError | None:
    """What Python raises for a setting."""
    try:
        legal_settings(panel, SCHEMAS[panel], {name: value}, at_rest(SCHEMAS[panel]))
    except TalwegError as found:
        return found
    return None


@pytest.mark.parametrize("panel", SCHEMAS)
def test_an_error_says_what_would_be_taken(panel: str) -> None:
    for name in SCHEMAS[panel]:
        for value in WRONG:
            found = error(panel, name, value)
            if found is None:
                continue
            said = str(found)
            assert said.startswith(panel), said
            assert TAKEN.search(said), said
            assert "\n" not in said, said
            assert len(said) < 700, said


@pytest.mark.parametrize("panel", SCHEMAS)
def test_what_is_no_name_is_told_by_its_type(panel: str) -> None:
    for name, field in SCHEMAS[panel].items():
        if not isinstance(field, ChoiceField):
            continue
        for value, kind in ((4.5, "float"), (["?!"], "list"), ({}, "dict")):
            found = error(panel, name, value)
            assert isinstance(found, DtypeError)
            assert f"is of type {kind}; give its name, such as {next(iter(field.options))!r}" in str(found)
        assert isinstance(error(panel, name, "?!"), UnknownNameError)


def test_each_of_several_is_told_by_its_type() -> None:
    assert isinstance(SCHEMAS["code"]["rules"], SeveralField)
    assert isinstance(error("code", "rules", ["adam", 2.5]), DtypeError)
    assert isinstance(error("code", "rules", ["adam", "evil"]), UnknownNameError)


def test_a_point_and_a_table_are_told_by_their_form() -> None:
    assert "is not a point; give 2 numbers in [-6, 6] and [-4, 4]" in str(error("race", "start", "here"))
    found = error("race", "shape", 12)
    assert isinstance(found, RangeError)
    assert "give a table such as {'kappa': 10" in str(found)
