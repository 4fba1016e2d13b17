"""The noun question: a template, what it holds once drawn, how it is shown and how an answer is graded."""

from talweg.course.question.content import Content, Right, Verdict, Wrong
from talweg.course.question.digits import shown
from talweg.course.question.draw import Draw
from talweg.course.question.forms import FORMS, kinds
from talweg.course.question.forms.choice import Choice
from talweg.course.question.forms.lines import Lines, Run
from talweg.course.question.forms.number import Number
from talweg.course.question.forms.order import Order
from talweg.course.question.forms.several import Several
from talweg.course.question.grading import asked, grade, key
from talweg.course.question.misconception import Misconception
from talweg.course.question.template import LEVELS, Question, Template, question

__all__ = [
    "FORMS", "LEVELS", "Choice", "Content", "Draw", "Lines", "Misconception", "Number", "Order", "Question", "Right",
    "Run", "Several", "Template", "Verdict", "Wrong", "asked", "grade", "key", "kinds", "question", "shown",
]  # fmt: skip
