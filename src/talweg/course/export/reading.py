"""What every system needs of a question: its name for ever, and how answers are said."""

from __future__ import annotations

from talweg.course.question import Question
from talweg.course.question.system import Known


def identifier(question: Question) -> str:
    """A question's name for ever: its template and the seed from which the same question comes back."""
    return f"{question.template.name}-{question.seed}"


def said(option: Known[str], single: bool) -> str:
    """What is said to whoever chose it; the why of the only right one is said to everybody anyhow."""
    return "Right." if single and option.right else option.why


def digits(value: float) -> str:
    """A number as other systems read it, to twelve digits."""
    return f"{value:.12g}"
