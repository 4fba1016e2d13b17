"""The quick check: which of its papers lies open, counted from 1."""

from __future__ import annotations

from talweg.course.data.quick_check import PAPERS
from talweg.course.schema import Schema, whole

SCHEMA: Schema = {"paper": whole(1, 1, PAPERS)}
