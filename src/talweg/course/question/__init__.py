"""The noun question: a template, what it holds once drawn, how it is shown and how an answer is graded."""

from talweg.course.question.content import Choice, Content, Number, Order, Right, Several, Wrong, shown
from talweg.course.question.draw import Draw
from talweg.course.question.misconception import Misconception
from talweg.course.question.paper import Verdict, asked, grade, key
from talweg.course.question.template import KINDS, LEVELS, Question, Template, question

__all__ = [
    "KINDS", "LEVELS", "Choice", "Content", "Draw", "Misconception", "Number", "Order", "Question", "Right", "Several",
    "Template", "Verdict", "Wrong", "asked", "grade", "key", "question", "shown",
]  # fmt: skip
