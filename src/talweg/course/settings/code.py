"""The code view: the race's settings, and which rule is open; None is the first shown."""

from __future__ import annotations

from talweg.course.schema import RULES, ChoiceField, Schema, labels
from talweg.course.settings import race
from talweg.nouns import Optimizer

SCHEMA: Schema = {**race.SCHEMA, "tab": ChoiceField(None, labels(Optimizer, RULES))}
