"""Training: mini-batches through a model and a loss, and a step of the optimizer after each."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Never, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg import atomic
from talweg.errors import CheckpointError, DeclarationError, MissingError, TrainingWarning
from talweg.losses import LOSSES
from talweg.nouns import Loss, Plateau
from talweg.training.checkpoint.checkpoint import load, save
from talweg.training.diagnostics.outcome import beginning, failure
from talweg.training.loop.accuracy import accuracy
from talweg.training.loop.early_stopping import EarlyStopping
from talweg.training.loop.examples import Data, Examples, examples, refuse_apart, whole
from talweg.training.loop.history import Epoch, History
from talweg.training.loop.progress import Report, line, progress_bar
from talweg.training.loop.rule import Rule, rule_of
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import Trainable
from talweg.training.pipeline.sam import check_rho

Pathlike = str | os.PathLike[str]
Callback: TypeAlias = Callable[[Epoch], object]


def fit(
    model: Trainable,
    loss: Loss | str,
    optimizer: Rule | str,
    data: Data,
    *rest: Never,
    batch_size: int | None = 32,
    epochs: int = 10,
    seed: int = 0,
    weights: ArrayLike | None = None,
    validation: Data | None = None,
    callbacks: Callback | Sequence[Callback] = (),
    early_stopping: EarlyStopping | None = None,
    progress: bool | None = None,
    verbose: bool = False,
    sam: float | None = None,
    checkpoint: Pathlike | None = None,
    checkpoint_every: int | None = None,
    resume: bool = False,
) -> History:
    """Train `model` on data = (X, y), in place: a step a batch, the examples in a new order every epoch.

    X has shape (n, inputs), y what the loss takes; validation is another such pair, measured after every epoch. Numbers
    of another type than the model's become its own where that changes none of them. batch_size is 1 or more; all n are
    one batch where it is larger, or None. `optimizer` is an optimizer or a pipeline around one; the loss and it may be
    given by name, "cross_entropy" and "adam:lr=0.01". A hyperparameter that is a schedule is evaluated once a step, at
    the number of steps taken before. The same seed gives the same weights, bit for bit. progress: a bar on a terminal
    or in a notebook (None), always (True), never (False). verbose: print a line an epoch. sam: the rho of
    sharpness-aware gradients, two for every batch (see `sam`).

    weights (n,): how much each example counts, at least 0. They are scaled to a mean of 1 over the examples that count
    by their label, and the loss of a batch is the mean over those of weight times loss; so the history records it, and
    the loss of an epoch is the weighted mean over all examples. Twice all weights is the same run. Validation is
    unweighted.

    callbacks: each is called after every epoch with its row (an Epoch: number, loss, seconds, validation loss and
    accuracy), and ends the run by returning a true value; a run that was ended so goes on when it is resumed.
    early_stopping: EarlyStopping(patience=10) ends the run once the loss stops falling, and the model gets the weights
    of the best epoch.

    A schedule that reacts to a measured loss (reduce_on_plateau) is told the validation loss after every epoch, or
    without validation that of training.

    Where the rule averages its weights (a pipeline's `average`, a schedule-free rule), validation measures the average,
    and the model ends with it.

    checkpoint: a file written after every epoch, and after every `checkpoint_every` steps. With resume=True a run goes
    on from there, and ends bit for bit where it would have ended without the break (seconds aside); where there is no
    such file yet it begins. `epochs` may be larger than before; everything else must be the same, or CheckpointError
    names both; a schedule that is a function of one's own is known by its values, for which it is asked many times. A
    checkpoint that is there is replaced where resume is False.

    The arguments are checked before the first step: RangeError, ShapeError, DtypeError, LabelError, NonFiniteError. A
    loss, gradient or weight that is not finite raises NonFiniteError with the epoch, the step (counted from 1), the
    layer and the likely cause; then the weights are the last at which loss and gradient were finite. After
    KeyboardInterrupt they are those after the last whole step.

    A run that ends in finite numbers and has learned nothing, for its loss is no lower than one answer for all examples
    would have, or that ends far above its lowest epoch, ends with a TrainingWarning that tells the numbers and the
    likely cause.
    """
    refuse_apart("fit", rest)
    loss, rule = LOSSES.take("fit", loss), rule_of("fit", optimizer)
    heard = [*callbacks] if isinstance(callbacks, Sequence) else [callbacks]
    if verbose:
        heard.insert(0, lambda row: print(line(row)))
    if wrong := [each for each in heard if not callable(each)]:
        raise DeclarationError(f"fit: a callback is a function of an Epoch, such as print; got {wrong[0]!r:.60}")
    if early_stopping is not None and not isinstance(early_stopping, EarlyStopping):
        raise DeclarationError(
            f"fit: early_stopping must be EarlyStopping(patience=10), say; got {early_stopping!r:.60}"
        )
    training = examples("fit", model, loss, data, "data", weights)
    held_back = None if validation is None else examples("fit", model, loss, validation, "validation")
    run = Run(
        model,
        loss,
        rule,
        training,
        size=len(training) if batch_size is None else min(whole("fit", "batch_size", batch_size, 1), len(training)),
        epochs=whole("fit", "epochs", epochs, 1),
        seed=whole("fit", "seed", seed, 0),
        rho=None if sam is None else check_rho("fit: sam", sam),
        stopping=early_stopping,
    )
    start = beginning(run)
    keeper = Keeper(run, checkpoint, checkpoint_every, resume, held_back)
    with progress_bar(run.epochs, run.steps, progress) as report:
        for row in run.rows:
            report(row)
        for _ in range(run.state.t):
            report(None)
        train(run, held_back, heard, keeper, report)
    run.finish()
    if told := failure(run, start):
        warnings.warn(f"fit: {told}", TrainingWarning, stacklevel=2)
    return run.history()


def train(
    run: Run,
    held_back: Examples | None = None,
    callbacks: Sequence[Callback] = (),
    keeper: Keeper | None = None,
    report: Report = lambda _row: None,
) -> None:
    """All epochs that are left of `run`, each measured on `held_back`; what `fit` does once everything is checked.

    The model is left where the last step led: see `Run.finish`.
    """
    while not run.over:
        began = perf_counter() - run.seconds
        for batch in run.batches():
            run.step(batch)
            run.seconds = perf_counter() - began
            if keeper:
                keeper.after_step()
            report(None)
        run.check_weights()
        row = run.end_epoch(_validate(run, held_back), perf_counter() - began)
        report(row)
        if keeper:
            keeper.after_epoch()
        answers = [callback(row) for callback in callbacks]  # every one is told
        if any(answers):
            break


class Keeper:
    """Writes a run's checkpoint when it is time, and brings a run back from it. Without a path it does nothing."""

    def __init__(
        self, run: Run, path: Pathlike | None, every: int | None, resume: bool, held_back: Examples | None = None
    ) -> None:
        if path is None and (every is not None or resume):
            raise MissingError("fit: checkpoint_every and resume need checkpoint, the path of a file")
        self.run, self.path = run, path
        self.every = None if every is None else whole("fit", "checkpoint_every", every, 1)
        self.identity = (
            {}
            if path is None
            else {**run.identity(), "validation": "None" if held_back is None else held_back.fingerprint}
        )
        if path is None:
            return
        if not Path(path).absolute().parent.is_dir():
            raise CheckpointError(f"fit: checkpoint {os.fspath(path)!r} is in a folder that does not exist")
        atomic.check(path)
        atomic.sweep(path)
        if resume and Path(path).exists():
            self._resume(path)

    def after_step(self) -> None:
        """Write it if so many steps are over."""
        if self.every and self.run.state.t % self.every == 0:
            self.run.check_weights()
            self._save()

    def after_epoch(self) -> None:
        """Write it."""
        self._save()

    def _save(self) -> None:
        if self.path is None:
            return
        run = self.run
        notes = {"run": self.identity, "position": run.position()}
        save(self.path, run.model.parameters, run.state, optimizer=run.rule, rng=run.rng, notes=notes)

    def _resume(self, path: Pathlike) -> None:
        saved, name = load(path), os.fspath(path)
        if saved.state is None or saved.rng is None or not {"run", "position"} <= saved.notes.keys():
            raise CheckpointError(f"{name} is a checkpoint, but not one of fit: it has no place to go on from")
        for noun, here in self.identity.items():
            there = saved.notes["run"].get(noun, here)  # what an older version did not write down
            if there != here:
                raise CheckpointError(f"{name} is of another run: its {noun} is {there}, and here it is {here}")
        self._same_so_far(name, saved.notes["position"]["scheduled"])
        if saved.state.t > self.run.steps:
            raise CheckpointError(
                f"{name} is {saved.state.t} steps on, past the {self.run.steps} of epochs={self.run.epochs}; "
                "ask for more epochs"
            )
        self.run.restore(saved)

    def _same_so_far(self, name: str, taken: Mapping[str, NDArray[np.float64]]) -> None:
        """That the schedules give what the run that was saved recorded of every step. Raises CheckpointError.

        One that watches the losses has not been told of them yet, and is known by its words.
        """
        rule = self.run.rule
        planned = {
            hyper: values.tolist() for hyper, values in taken.items() if not isinstance(rule.hyper[hyper], Plateau)
        }
        for t in range(max(map(len, planned.values()), default=0)):
            now = rule.at(t)
            for hyper, values in planned.items():
                if now[hyper] != values[t]:
                    raise CheckpointError(
                        f"{name} is of another run: its {hyper} was {values[t]} at step {t}, and here it is "
                        f"{now[hyper]}"
                    )


def _validate(run: Run, data: Examples | None) -> tuple[float | None, float | None]:
    """The loss and the accuracy on `data`, each None where there is none."""
    if data is None:
        return None, None
    y = data.y
    with run.averaged():
        outputs = run.model(data.X)
    ignored = run.loss.ignore
    kept = (
        slice(None) if ignored is None or y.ndim > 1 else y != ignored
    )  # an ignored label is no class to be right about
    return run.loss(outputs, y, data.weights), accuracy(outputs[kept], y[kept])
