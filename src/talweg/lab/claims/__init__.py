"""What the lesson claims, measured: each claim one experiment in one file, with a verdict that its numbers decide."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from talweg.lab.claims.claim import Claim, Outcome
from talweg.lab.claims.experiments import ALL

__all__ = ["CLAIMS", "Claim", "Outcome"]

CLAIMS: Mapping[str, Claim] = MappingProxyType({each.name: each for each in ALL})
"""Every claim by its name, in the order of the lesson."""
