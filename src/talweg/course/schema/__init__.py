"""What is legal in a panel's settings: the records that say it, and the judge that holds settings to them.

A panel's schema is one file in `course/settings/`. `lib/settings/judge.js` is the same judge on the page: both mend the
same values and say the same words, and a test feeds them the same hostile settings.
"""

from talweg.course.schema.fields import (
    ChoiceField,
    Field,
    HyperField,
    NumberField,
    NumbersField,
    PlacesField,
    Schema,
    SeveralField,
    TableField,
    TablesField,
    TextField,
    ValuesField,
    closed,
    legal_words,
    of,
    whole,
)
from talweg.course.schema.judge import at_rest, judge
from talweg.course.schema.link import link_faults, read_link
from talweg.course.schema.of_shelf import CALLED, RULES, OfShelf, beside, hypers, labels, views
from talweg.course.schema.refusal import Refusal

__all__ = [
    "CALLED",
    "RULES",
    "ChoiceField",
    "Field",
    "HyperField",
    "NumberField",
    "NumbersField",
    "OfShelf",
    "PlacesField",
    "Refusal",
    "Schema",
    "SeveralField",
    "TableField",
    "TablesField",
    "TextField",
    "ValuesField",
    "at_rest",
    "beside",
    "closed",
    "hypers",
    "judge",
    "labels",
    "legal_words",
    "link_faults",
    "of",
    "read_link",
    "views",
    "whole",
]
