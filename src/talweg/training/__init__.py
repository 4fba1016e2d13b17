"""The mini-batch loop that joins a model, a loss, an optimizer and its schedules, and the work around its step."""

from talweg.training.accuracy import accuracy
from talweg.training.assembly import assemble, pipeline
from talweg.training.batches import batches
from talweg.training.checkpoint import Checkpoint, load, save
from talweg.training.curvature import largest_curvature
from talweg.training.data import Split, breast_cancer, digits
from talweg.training.explain import Explanation, explain_step
from talweg.training.finder import RateRange, find_lr
from talweg.training.fit import fit
from talweg.training.gradient_check import GradientCheck, check_gradient
from talweg.training.groups import Group, group
from talweg.training.history import Epoch, History
from talweg.training.parts import Average, Lookahead, Part
from talweg.training.pipeline import Pipeline
from talweg.training.rule import Rule
from talweg.training.sam import sam
from talweg.training.trainable import Trainable

__all__ = [
    "Average",
    "Checkpoint",
    "Epoch",
    "Explanation",
    "GradientCheck",
    "Group",
    "History",
    "Lookahead",
    "Part",
    "Pipeline",
    "RateRange",
    "Rule",
    "Split",
    "Trainable",
    "accuracy",
    "assemble",
    "batches",
    "breast_cancer",
    "check_gradient",
    "digits",
    "explain_step",
    "find_lr",
    "fit",
    "group",
    "largest_curvature",
    "load",
    "pipeline",
    "sam",
    "save",
]
