"""How lines and markers look in a panel: the tables of the pictures."""

from __future__ import annotations

from typing import Any

from talweg.course.looks import DASHES, FIXED, INKS, OUTLINES


def values() -> dict[str, Any]:
    """Those whose place never changes, how many colours there are, the dashes and the markers."""
    return {"fixed": FIXED, "inks": INKS, "dashes": DASHES, "outlines": OUTLINES}
