"""Code as questions show it: numbered lines, one of which is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Wrong

SEE = "#in-code"


def block(lines: Sequence[str]) -> str:
    """The lines as a block of Python in a prompt."""
    return "\n\n```python\n" + "\n".join(lines) + "\n```"


def find_the_bug(prompt: str, sound: Sequence[str], place: int, broken: str, why: str, see: str = SEE) -> Choice:
    """The question which line is wrong, where `broken` stands in the place of a sound line."""
    lines = [broken if at == place else line for at, line in enumerate(sound)]
    # Where a line only stands too far left or right, its words are the right ones.
    moved = broken.strip() == sound[place].strip()
    mend = "It should be indented like the line above." if moved else f"It should read `{sound[place].strip()}`."
    labels = [f"line {number}: `{line.strip()}`" for number, line in enumerate(lines, start=1)]
    return Choice(
        prompt=prompt + block(lines),
        right=labels[place],
        why=f"{why} {mend}",
        see=see,
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}", see)
            for at, label in enumerate(labels)
            if at != place
        ],
    )
