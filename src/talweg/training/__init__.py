"""The mini-batch loop that joins a model, a loss, an optimizer and its schedules, and the work around its step."""

from talweg.training.loop.accuracy import accuracy
from talweg.training.pipeline.assembly import assemble, pipeline
from talweg.training.loop.batches import batches
from talweg.training.checkpoint.checkpoint import Checkpoint, load, save
from talweg.training.diagnostics.curvature import largest_curvature
from talweg.training.loop.early_stopping import EarlyStopping
from talweg.training.loop.data import Split, breast_cancer, digits
from talweg.training.diagnostics.explain import Explanation, explain_step
from talweg.training.diagnostics.finder import RateRange, find_lr
from talweg.training.loop.fit import fit
from talweg.training.diagnostics.gradient_check import GradientCheck, check_gradient
from talweg.training.pipeline.groups import Group, group
from talweg.training.loop.history import Epoch, History
from talweg.training.pipeline.transforms import Average, Lookahead, Transform
from talweg.training.pipeline.pipeline import Pipeline
from talweg.training.loop.rule import Rule
from talweg.training.pipeline.sam import sam
from talweg.training.loop.trainable import Trainable

__all__ = [
    "Average",
    "Checkpoint",
    "EarlyStopping",
    "Epoch",
    "Explanation",
    "GradientCheck",
    "Group",
    "History",
    "Lookahead",
    "Pipeline",
    "RateRange",
    "Rule",
    "Split",
    "Trainable",
    "Transform",
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
