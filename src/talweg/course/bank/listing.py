"""Code as questions show it: numbered lines, one of which is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Misconception, Wrong

SEE = "#in-code"

Doubts = Mapping[str, tuple[Misconception, str]]
"""By a line as it should be: the misconception of those who suspect it, and why it is sound."""

NO_DOUBTS: Doubts = MappingProxyType({})


def block(lines: Sequence[str]) -> str:
    """The lines as a block of Python in a prompt."""
    return "\n\n```python\n" + "\n".join(lines) + "\n```"


def renamed(code: str, names: Mapping[str, str]) -> str:
    """Code in a learner's own names."""
    return re.sub(r"\b[A-Za-z_]\w*", lambda word: names.get(word[0], word[0]), code)


def find_the_bug(
    prompt: str,
    sound: Sequence[str],
    place: int,
    broken: str,
    why: str,
    see: str = SEE,
    doubts: Doubts = NO_DOUBTS,
    names: Mapping[str, str] = MappingProxyType({}),
    offered: Collection[int] = (),
) -> Choice:
    """The question which line is wrong, where `broken` stands in the place of a sound line.

    `names` are other names for those in the code; those in backticks in the texts follow. `offered` are the places to
    choose from, all of them if it is empty.
    """
    lines = [renamed(broken if at == place else line, names) for at, line in enumerate(sound)]
    labels = [f"line {number}: `{line.strip()}`" for number, line in enumerate(lines, start=1)]

    def told(text: str) -> str:
        return re.sub(r"`[^`]*`", lambda code: renamed(code[0], names), text)

    def suspected(at: int) -> Wrong:
        slip, known = doubts.get(sound[at].strip(), (SUSPECTS_SOUND_LINE, ""))
        said = f"This line is sound: {known}" if known else "This line is sound."
        return Wrong(labels[at], slip, told(f"{said} Look at line {place + 1} again: {why}"), see)

    # Where a line only stands too far left or right, its words are the right ones.
    moved = broken.strip() == sound[place].strip()
    mend = "It should be indented like the line above." if moved else f"It should read `{sound[place].strip()}`."
    return Choice(
        prompt=told(prompt) + block(lines),
        right=labels[place],
        why=told(f"{why} {mend}"),
        see=see,
        ordered=True,
        wrong=[suspected(at) for at in offered or range(len(lines)) if at != place],
    )
