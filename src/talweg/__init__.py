"""Talweg: losses, optimizers and schedules for NumPy, each written once; a lab and a course on the same formulas."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what is loaded when it is first asked for: see LATER
    from talweg import adapters as adapters, models as models, surfaces as surfaces, training as training
    from talweg.adapters.descent import minimize as minimize
    from talweg.adapters.lbfgs import lbfgs as lbfgs
    from talweg.adapters.scipy import scipy_method as scipy_method
    from talweg.lab import problems as problems
    from talweg.lab.compare.compare import compare as compare
    from talweg.lab.compare.comparison import Comparison as Comparison
    from talweg.lab.diagnosis.diagnose import diagnose as diagnose
    from talweg.lab.maps import basin_map as basin_map, stability_map as stability_map
    from talweg.lab.race import Race as Race, race as race
    from talweg.lab.sweep import sweep as sweep
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
        sam as sam,
        save as save,
    )
    from talweg.training.pipeline.assembly import pipeline as pipeline
    from talweg.versions import show_versions as show_versions

from talweg import functions as functions
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

# Every formula on these shelves is a public name: tw.mse, tw.adam, tw.cosine.
from talweg.losses import *
from talweg.optimizers import *
from talweg.schedules import *

__version__ = "0.2.0"

LATER = {
    "talweg.adapters.descent": ("minimize",),
    "talweg.adapters.lbfgs": ("lbfgs",),
    "talweg.adapters.scipy": ("scipy_method",),
    "talweg.lab.compare.compare": ("compare",),
    "talweg.lab.compare.comparison": ("Comparison",),
    "talweg.lab.diagnosis.diagnose": ("diagnose",),
    "talweg.lab.maps": ("basin_map", "stability_map"),
    "talweg.lab.race": ("Race", "race"),
    "talweg.lab.sweep": ("sweep",),
    "talweg.training": (
        "Average", "EarlyStopping", "Lookahead", "check_gradient", "explain_step", "find_lr", "fit", "group", "load",
        "sam", "save",
    ),
    "talweg.training.pipeline.assembly": ("pipeline",),
    "talweg.versions": ("show_versions",),
}  # fmt: skip
"""The modules that are loaded when a public name of theirs is first asked for."""
ROOMS = {
    **{name: f"talweg.{name}" for name in ("adapters", "models", "surfaces", "training")},
    "problems": "talweg.lab.problems",
}
"""The public modules that are."""
_HOMES = {name: home for home, names in LATER.items() for name in names}

_PUBLIC = {name for name in globals() if not name.startswith("_")} - {"Any", "TYPE_CHECKING", "import_module"}
__all__ = sorted({*_PUBLIC, *_HOMES, *ROOMS} - {"LATER", "ROOMS"})  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """What is loaded when it is first asked for, `tw.sklearn`, `tw.torch`, `tw.jax`, `tw.keras`, `tw.panels` and
    `tw.claims` among it."""
    if name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
    elif name in ROOMS:
        found = import_module(ROOMS[name])
    elif name in ("sklearn", "torch", "jax", "keras"):
        return import_module(f"talweg.adapters.{name}")
    elif name == "panels":
        return import_module("talweg.panels")
    elif name == "claims":
        return import_module("talweg.lab.claims").CLAIMS
    else:
        raise AttributeError(f"module 'talweg' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not, and what every module has."""
    return sorted({*globals(), *__all__})
