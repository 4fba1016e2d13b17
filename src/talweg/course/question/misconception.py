"""A misconception: a wrong idea with a name, so that a wrong answer says what to repair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """`name` is short, in the third person ("reads the wrong slot"); `repair` says what is true instead."""

    name: str
    repair: str
