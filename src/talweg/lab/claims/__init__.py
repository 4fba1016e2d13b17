"""What the lesson claims, measured: each claim one experiment in one file, with a verdict that its numbers decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from talweg.lab.claims.claim import Claim, Outcome
from talweg.lab.claims.experiments import ALL

__all__ = ["CLAIMS", "Claim", "Outcome"]

_claims = {each.name: each for each in ALL}
CLAIMS: Mapping[str, Claim] = MappingProxyType(_claims)
"""Every claim by its name, in the order of the lesson."""


def add(claims: Sequence[Claim]) -> None:
    """Add claims of other names to those of this process."""
    _claims.update((each.name, each) for each in claims)
