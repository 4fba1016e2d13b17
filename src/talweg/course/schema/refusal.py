"""What is said of a value that is not legal: words on a page, an error in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from talweg.course.schema.text import shown
from talweg.errors import RangeError, TalwegError, unknown


@dataclass(frozen=True)
class Refusal:
    """A value that is not legal: why, and what happens instead.

    `name` says which value it is: the setting's own or, of a table, the hyperparameter's. Where a name is not known it
    is `asked` for, as a `noun` of which `known` are legal. A number must lie in `legal`.
    """

    setting: str
    name: str
    value: Any
    why: str
    outcome: str
    noun: str = ""
    known: tuple[str, ...] = ()
    asked: str = ""
    legal: str = ""

    def words(self, where: str = "") -> str:
        """What the page says; `where` is " in the link" on a page that has one."""
        return f"{self.name} = {shown(self.value)}{where} {self.why}; {self.outcome}."

    def error(self, owner: str) -> TalwegError:
        """What Python says: UnknownNameError for a name that is not known, else RangeError."""
        if self.known:
            return unknown(owner, self.noun or self.name, self.asked or shown(self.value), self.known)
        legal = f"; it must lie in {self.legal}" if self.legal and self.legal not in self.why else ""
        return RangeError(f"{owner}: {self.name} = {self.value!r} {self.why}{legal}".replace("\N{MINUS SIGN}", "-"))
