"""Why is it not training: everything is looked at that can be seen before, or between, two epochs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from talweg.errors import DtypeError, LabelError, MissingError, NonFiniteError
from talweg.lab.diagnosis import data as about_data, gradients, noise, output, rate
from talweg.lab.diagnosis.finding import Diagnosis, Finding, panel
from talweg.lab.diagnosis.function import diagnose_function
from talweg.lab.diagnosis.scene import SEEN, Scene
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.nouns.surface import value_and_grad_of
from talweg.training.loop.examples import Data, Examples, examples, whole
from talweg.training.loop.rule import Rule, rule_of
from talweg.training.loop.trainable import Trainable


def diagnose(
    model: Trainable | Callable[[Any], Any],
    loss: Loss | str | None,
    optimizer: Rule | str,
    data: Data | Any,
    *,
    validation: Data | None = None,
    batch_size: int | None = 32,
    seed: int = 0,
) -> Diagnosis:
    """What speaks against training `model` on data = (X, y) by this loss and rule; the model is left as it is.

    It is looked at as it stands, so before training and between two runs, on 1024 of the examples:

    - labels that the loss cannot take, inputs and targets that are not scaled, columns that are there twice, few
      examples to a parameter, and with `validation` = (X, y) the gap to it
    - outputs that do not fit the loss: squared error on a probability, a softmax or sigmoid that is there twice
    - gradients that vanish or explode, layer by layer, and units that are off for every example
    - the rate against the measured sharpness: where the rule says when it is stable, as SGD's lr < 2 / sharpness does;
      else, and where it is stable, a trial of 100 steps of a copy
    - `batch_size` against the gradient noise scale (McCandlish et al., 2018, arXiv:1812.06162)

    With loss=None `model` is a function that returns its value and its gradient, such as `tw.adapters.torch_function`
    makes of a PyTorch closure, and data is x0; then gradients and rate are looked at.

    Raises the errors of `fit` for what is no model, loss, rule or pair (X, y), but labels and numbers that training
    would refuse are a finding.
    """
    rule = rule_of("diagnose", optimizer)
    number = whole("diagnose", "seed", seed, 0)
    if loss is None:
        if hasattr(model, "targets"):
            raise MissingError("diagnose: a model needs a loss, such as tw.cross_entropy; without one, give a function")
        return diagnose_function(value_and_grad_of("diagnose", model), rule, data, number)
    chosen = LOSSES.take("diagnose", loss)
    trained: Any = model
    size = None if batch_size is None else whole("diagnose", "batch_size", batch_size, 1)
    try:
        held = examples("diagnose", trained, chosen, data, "data")
        apart = None if validation is None else examples("diagnose", trained, chosen, validation, "validation")
    except (LabelError, NonFiniteError) as error:
        return Diagnosis((_refused(error),))
    count = len(held)
    rows = np.unique(np.linspace(0, count - 1, min(count, SEEN)).astype(np.int64))
    scene = Scene(trained, chosen, rule, held.take(rows), count, min(size or count, count), number)
    return _looked_at(scene, apart)


def _looked_at(scene: Scene, validation: Examples | None) -> Diagnosis:
    """All findings, the gravest first."""
    broken = [*gradients.findings(scene)]
    if any(each.name == "not_finite" for each in broken):
        return Diagnosis((*broken, *about_data.findings(scene, None)), scene.value)
    found = [*output.findings(scene), *about_data.findings(scene, validation)]
    unscaled = any(each.name == "unscaled_inputs" for each in found)
    if unscaled:  # which alone makes gradients large
        broken = [each for each in broken if each.name != "exploding_gradients"]
    found += broken
    found += rate.findings(scene)
    if not broken and not unscaled:  # what a spoiled gradient is says nothing of batches
        found += noise.findings(scene)
    return Diagnosis(tuple(found), scene.value, scene.sharpness, scene.noise, noise.suited(scene.noise, scene.count))


def _refused(error: LabelError | NonFiniteError | DtypeError) -> Finding:
    """Data that training would refuse."""
    labels = isinstance(error, LabelError)
    return Finding(
        "labels" if labels else "numbers",
        1.0,
        0.0,
        str(error).removeprefix("diagnose: "),
        "Count classes from 0 and give the model an output for each; or take the loss that these targets are for."
        if labels
        else "Leave out such rows, or fill them in, before training.",
        panel("punishment"),
    )
