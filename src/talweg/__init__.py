"""Talweg: losses, optimizers and schedules for NumPy, each written once; a lab and a course on the same formulas."""

from importlib import import_module
from typing import Any

from talweg import (
    adapters as adapters,
    functions as functions,
    models as models,
    surfaces as surfaces,
    training as training,
)
from talweg.adapters import lbfgs as lbfgs, minimize as minimize, scipy_method as scipy_method
from talweg.errors import (
    AccessError as AccessError,
    CheckpointError as CheckpointError,
    DeclarationError as DeclarationError,
    DtypeError as DtypeError,
    LabelError as LabelError,
    MissingError as MissingError,
    NonFiniteError as NonFiniteError,
    RangeError as RangeError,
    ReadOnlyError as ReadOnlyError,
    ShapeError as ShapeError,
    SittingError as SittingError,
    StoreError as StoreError,
    TalwegError as TalwegError,
    TalwegWarning as TalwegWarning,
    TooManyTriesError as TooManyTriesError,
    TrainingWarning as TrainingWarning,
    UnknownNameError as UnknownNameError,
)
from talweg.lab import problems as problems
from talweg.lab.compare.compare import compare as compare
from talweg.lab.compare.comparison import Comparison as Comparison
from talweg.lab.diagnosis.diagnose import diagnose as diagnose
from talweg.lab.maps import basin_map as basin_map, stability_map as stability_map
from talweg.lab.race import Race as Race, race as race
from talweg.lab.sweep import sweep as sweep
from talweg.nouns import (
    Function as Function,
    Loss as Loss,
    Optimizer as Optimizer,
    Schedule as Schedule,
    State as State,
    Surface as Surface,
    function as function,
    loss as loss,
    optimizer as optimizer,
    schedule as schedule,
    surface as surface,
)
from talweg.nouns.classes import one_hot as one_hot
from talweg.training import (
    Average as Average,
    EarlyStopping as EarlyStopping,
    Lookahead as Lookahead,
    check_gradient as check_gradient,
    explain_step as explain_step,
    find_lr as find_lr,
    fit as fit,
    group as group,
    load as load,
    pipeline as pipeline,
    sam as sam,
    save as save,
)
from talweg.versions import show_versions as show_versions

# Every formula on these shelves is a public name: tw.mse, tw.adam, tw.cosine.
from talweg.losses import *
from talweg.optimizers import *
from talweg.schedules import *

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """`tw.sklearn`, `tw.torch`, `tw.jax`, `tw.keras`, `tw.panels`, `tw.claims`: loaded when first asked for."""
    if name in ("sklearn", "torch", "jax", "keras"):
        return import_module(f"talweg.adapters.{name}")
    if name == "panels":
        return import_module("talweg.panels")
    if name == "claims":
        return import_module("talweg.lab.claims").CLAIMS
    raise AttributeError(f"module 'talweg' has no attribute {name!r}")
