"""A model trained on a table, with what was made of the table's columns: one file, which predicts for other tables."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from talweg import atomic
from talweg.adapters.cells import named, read_cells
from talweg.adapters.columns import Encoder, Measured, OneHot
from talweg.adapters.files import Reading, read_file
from talweg.adapters.links import class_scores, probabilities
from talweg.adapters.tables import Table, refuse_too_large
from talweg.engine import plain
from talweg.errors import CheckpointError, ShapeError, UnknownNameError
from talweg.losses import LOSSES
from talweg.models import Model
from talweg.models.activations import ACTIVATIONS
from talweg.nouns import Loss
from talweg.training import load, save

VERSION = 1  # of what a file holds
ENCODERS = {"numbers": Measured, "categories": OneHot}


@dataclass(frozen=True, eq=False)
class Predictor:
    """A model with the treatment of its columns: a table's rows go in, the target in its own unit comes out.

    `model` was trained by `loss` on what `encoders` make of a file's columns. For a class it has an output for each of
    `classes` (or one, for the second of two); for a quantity, which is its output times `scale` plus `center`, there
    are no classes. `reading` says how files are written.
    """

    model: Model
    loss: Loss
    target: str
    classes: tuple[str, ...]
    center: float
    scale: float
    encoders: tuple[Encoder, ...]
    reading: Reading

    @classmethod
    def of(cls, model: Model, loss: Loss, table: Table) -> Predictor:
        """The model that was trained by `loss` on `table`."""
        return cls(
            model, loss, table.target, table.classes, table.center, table.scale, table.encoders, table.reading
        )  # fmt: skip

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as a checkpoint, which `tw.load` reads too: arrays, numbers and text, atomically.

        Raises CheckpointError for a loss that is on no shelf, RangeError for a path that is no file's, and OSError.
        """
        atomic.check(path)
        if self.loss.name not in LOSSES:
            raise CheckpointError(f"the loss {self.loss.name} is on no shelf, so a file cannot name it")
        kinds = {kind: name for name, kind in ENCODERS.items()}
        content = {
            "version": VERSION,
            "model": {"name": self.model.name, "sizes": self.model.sizes, "activation": self.model.activation},
            "loss": self.loss.name,
            "target": {"name": self.target, "classes": self.classes, "center": self.center, "scale": self.scale},
            "columns": [{"kind": kinds[type(each)], **asdict(each)} for each in self.encoders],  # type: ignore[call-overload]
            "reading": asdict(self.reading),
        }
        save(path, self.model.parameters, notes={"predictor": content})

    def predict(self, path: str | Path) -> tuple[Any, list[str]]:
        """What the model answers to every row of a CSV or Parquet file, and notes of what it met there.

        The answers are a Polars DataFrame, a row for each of the file's: the target (a class, or a quantity in its own
        unit), and where the loss gives probabilities, that of the class. The file's columns may stand in any order;
        those that the model does not know are not looked at. A value that is missing, or no number where numbers were,
        is treated as in training. Raises UnknownNameError for a column that is not there, and what `read_file` raises.
        """
        import polars

        file = Path(path).name
        columns = read_file(path, self.reading)
        absent = [each.name for each in self.encoders if each.name not in columns.names]
        if absent:
            raise UnknownNameError(
                f"{file} lacks {named(tuple(absent))}, which the model looks at; "
                f"it has {named(tuple(columns.names), 20)}"
            )
        refuse_too_large(file, columns.height, self.model.sizes[0])
        known = [each.name for each in self.encoders]
        idle = tuple(name for name in columns.names if name not in known)
        notes = [f"not looked at: {named(idle)}"] if idle else []
        parts = []
        for encoder in self.encoders:
            numbers = isinstance(encoder, Measured)
            decimal = encoder.decimal if isinstance(encoder, Measured) else "."
            cells = read_cells(
                columns.take(encoder.name), "numbers" if numbers else "categories", self.reading.decimal, decimal
            )
            if isinstance(cells, str) or cells.are_numbers != numbers:
                found = cells if isinstance(cells, str) else "its values are numbers"
                raise ShapeError(f"{file}: {encoder.name} cannot be read as in training: {found}")
            remarks = [*cells.remarks, encoder.surprise(cells.values)]
            notes += [f"{encoder.name}: {each}" for each in remarks if each]
            parts.append(encoder.encode(cells.values))
        with plain.preferred():  # an answer waits for no compiler
            outputs = self.model(np.hstack(parts))
        if not self.classes:
            answers = self.loss.link.prediction(outputs[:, 0]) * self.scale + self.center
            return polars.DataFrame({self.target: answers}), notes
        scores = class_scores(outputs, len(self.classes))
        best = scores.argmax(axis=1)
        told: dict[str, Any] = {self.target: np.array(self.classes, dtype=object)[best].tolist()}
        if self.loss.link.gives_probabilities:
            each = probabilities(self.loss, scores)
            told[f"probability of {self.target}"] = np.take_along_axis(each, best[:, None], axis=1)[:, 0]
        return polars.DataFrame(told), notes


def load_predictor(path: str | os.PathLike[str]) -> Predictor:
    """The Predictor in a file that `Predictor.save` wrote. Nothing in the file is ever executed.

    Raises OSError where there is no such file, and CheckpointError where it is damaged, or not of that kind.
    """
    found = load(path)
    content = found.notes.get("predictor") if isinstance(found.notes, dict) else None
    if not isinstance(content, dict):
        raise CheckpointError(
            f"{os.fspath(path)} holds weights and no columns of a table; `talweg train TABLE --save FILE` keeps both"
        )
    if content.get("version") != VERSION:
        raise CheckpointError(
            f"{os.fspath(path)} is of version {content.get('version')!r}; this talweg reads {VERSION}"
        )
    try:
        target, columns = content["target"], [dict(each) for each in content["columns"]]
        encoders: tuple[Encoder, ...] = tuple(ENCODERS[each.pop("kind")](**each) for each in columns)
        model = Model(**content["model"], parameters=np.asarray(found.parameters))
        if model.sizes[0] != sum(len(each.names) for each in encoders) or model.activation not in ACTIVATIONS:
            raise ValueError("its columns are not the model's")
        with plain.preferred():
            model(np.zeros((1, model.sizes[0])))
        names = (target["name"], target["classes"], target["center"], target["scale"])
        return Predictor(model, LOSSES[content["loss"]], *names, encoders, Reading(**content["reading"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError(f"{os.fspath(path)} is no model that talweg wrote: {error}") from None
