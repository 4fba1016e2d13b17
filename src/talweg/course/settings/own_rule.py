"""A race with the learner's own rule in it: what it takes of the race's settings, the rule's text and its numbers.

`own` holds the hyperparameters of that rule which were set by hand; their ranges stand in its text.
"""

from __future__ import annotations

from talweg.course.data import own_rule
from talweg.course.schema import Schema, TextField, ValuesField
from talweg.course.settings import race

SHARED = ("surface", "shape", "rules", "rate", "hyper", "start", "steps", "step")

SCHEMA: Schema = {
    **{name: race.SCHEMA[name] for name in SHARED},
    "text": TextField(own_rule.values()["ideas"][0]["text"], most=2000, spare=1),
    "own": ValuesField(),
}
