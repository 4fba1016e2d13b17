"""What is said of a value that is not legal: words on a page, an error in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from talweg.course.schema.text import shown
from talweg.errors import DtypeError, RangeError, TalwegError, shown as told, unknown


@dataclass(frozen=True)
class Refusal:
    """A value that is not legal: why, and what happens instead.

    `name` says which value it is: the setting's own or, of a table, the hyperparameter's. Where a name is not known it
    is `asked` for, as a `noun` of which `known` are legal. A number must lie in `legal`; where
    another kind of value is wanted, `accepted` says which.
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
    accepted: str = ""

    def words(self, where: str = "") -> str:
        """What the page says; `where` is " in the link" on a page that has one."""
        return f"{self.name} = {shown(self.value)}{where} {self.why}; {self.outcome}."

    def error(self, owner: str) -> TalwegError:
        """What Python says: UnknownNameError for an unknown name, DtypeError for what is no name, else RangeError."""
        if self.known and not isinstance(self.value, str) and not self.asked:
            kind = type(self.value).__name__
            return DtypeError(
                f"{owner}: {self.name} = {told(self.value)} is of type {kind}; give its name, such as {self.known[0]!r}"
            )
        if self.known:
            return unknown(owner, self.noun or self.name, self.asked or shown(self.value), self.known)
        legal = f"; it must lie in {self.legal}" if self.legal and self.legal not in self.why else ""
        accepted = f"; give {self.accepted}" if self.accepted else ""
        said = f"{owner}: {self.name} = {told(self.value)} {self.why}{accepted}{legal}"
        return RangeError(said.replace("\N{MINUS SIGN}", "-"))
