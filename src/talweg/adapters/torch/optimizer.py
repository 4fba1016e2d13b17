"""Our rules as PyTorch's optimizers: its groups, schedulers, closures, hooks and state dicts, on its own memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import chain
from operator import itemgetter
from typing import Any

import torch
from torch import nn

from talweg.adapters.torch import averages, checkpoint, elsewhere, keeping, memory
from talweg.adapters.torch.batch import Batch
from talweg.adapters.torch.groups import OWNER, Settings
from talweg.adapters.torch.keys import MASTER, STEP, slot_keys
from talweg.adapters.torch.layers import check_real, outputs_of, trained
from talweg.adapters.torch.tensors import kept_in
from talweg.adapters.torch.watched import watched
from talweg.errors import DeclarationError, MissingError, ShapeError
from talweg.nouns import Optimizer as Rule
from talweg.optimizers import OPTIMIZERS
from talweg.training import Pipeline

PARAMETERS = itemgetter("params")


class Optimizer(torch.optim.Optimizer):  # type: ignore[misc]
    """A rule, or a pipeline around one, as a torch.optim.Optimizer: `tw.torch.Optimizer(net.parameters(), tw.adan())`.

    `params` are what any optimizer of PyTorch's takes: parameters, or (name, parameter) pairs, or groups of either as
    dicts, each with hyperparameters of its own; or a module, whose trained parameters then have their names and say
    along which axis the outputs of each lie. `rule` is an optimizer of ours, its name, or a pipeline.

    A group has the rule's hyperparameters by name, and the rate, whatever the rule calls it, as "lr": PyTorch's
    schedulers set it there. A rule with a schedule of its own, `tw.adam(lr=tw.cosine(...))`, shows its values there and
    lets nobody else set them. "outputs" is the axis of the outputs of a group's parameters for rules that look along
    one, such as muon: 0, as in PyTorch's layers, or a list with one for each. With a pipeline, "decay": False spares a
    group its decay, and a group's name pattern fits PyTorch's names.

    Parameters on the CPU are stepped where they lie, in one compiled pass, and none is changed unless all can be:
    NonFiniteError for a gradient or a step that is not finite, DtypeError for a sparse one. Elsewhere, or with
    `fused=False`, the rule runs on PyTorch's own operations, and only gradients are looked at; `compile=True` makes one
    kernel of them by torch.compile. There a pipeline may clip by norm, decay and average; on the CPU it may do all.

    A parameter without a gradient is left alone, and does not age. float16 and bfloat16 weights are stepped in float32,
    of which the optimizer keeps a copy ("master"), for they cannot hold small steps. `maximize` steps uphill.

    Raises DeclarationError, UnknownNameError, RangeError, DtypeError or MissingError, and PyTorch's own errors for
    what is not its to optimize.
    """

    def __init__(
        self,
        params: Any,
        rule: Any,
        *,
        maximize: bool = False,
        fused: bool | None = None,
        compile: bool = False,
    ) -> None:
        self._given = {"rule": rule, "fused": fused, "compile": compile}
        self.rule: Rule | Pipeline = rule if isinstance(rule, Pipeline) else OPTIMIZERS.take(OWNER, rule)
        self.fused, self.compile = fused, compile
        pipeline = self.rule if isinstance(self.rule, Pipeline) else None
        self._inner: Rule = self.rule.optimizer if isinstance(self.rule, Pipeline) else self.rule
        self._every = 1 if pipeline is None else pipeline.every
        if fused and compile:
            raise DeclarationError(f"{OWNER}: fused is Talweg's own reader, and compile is PyTorch's; choose one")
        if pipeline is not None and pipeline.states is not None:
            raise DeclarationError(
                f"{OWNER} keeps slots in the dtype in which it steps, and not in {pipeline.states}; leave out states"
            )
        if pipeline is not None and (compile or fused is False):
            elsewhere.one_formula(pipeline)  # refuses what is more than that
        self.slots = slot_keys(self.rule.slots)
        """The key in a parameter's state of each slot of the rule."""
        self.settings: list[Settings] = []
        self.updates = elsewhere.Updates(compile)
        self._seen: list[int] = []
        self._known: list[Batch] = []
        self._waiting: list[Any] = []
        whole = Settings(self._inner, {})
        if isinstance(params, nn.Module):
            axes = outputs_of(OWNER, params)
            params = [{"params": list(trained(OWNER, params)), "outputs": list(axes.values())}]
        super().__init__(params, {**whole.shown, "maximize": maximize, "outputs": 0})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with settings of their own. Raises as the constructor does; then nothing is added."""
        if not isinstance(param_group, dict):
            super().add_param_group(param_group)  # PyTorch's own error
        # Wrappers such as ZeroRedundancyOptimizer put into each group all that they were given for us.
        group = {key: value for key, value in param_group.items() if self._given.get(key, self) is not value}
        settings = Settings(self._inner, group)
        group = {key: value for key, value in group.items() if key != self._inner.rate or key == "lr"} | settings.shown
        if "decay" in group and not isinstance(self.rule, Pipeline):
            raise MissingError(f"{OWNER}: decay is for the groups of a pipeline; {self.rule.name} is none")
        if isinstance(self.rule, Pipeline) and self.rule.groups and self.param_groups:
            raise DeclarationError(f"{OWNER}: give groups to the pipeline or to the optimizer, not to both")
        given = group["params"]
        group["params"] = (
            [given] if isinstance(given, torch.Tensor) else given if isinstance(given, set) else list(given)
        )
        for place, each in enumerate(group["params"]):
            name, parameter = each if isinstance(each, tuple) else (str(place), each)
            if isinstance(parameter, torch.Tensor):
                check_real(OWNER, name, parameter)
        axes = group.get("outputs", 0)
        if isinstance(axes, list) and len(axes) != len(group["params"]):
            raise ShapeError(f"{OWNER}: outputs has {len(axes)} axes for {len(group['params'])} parameters")
        super().add_param_group(group)
        self.settings.append(settings)

    @watched
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step with the gradients that the parameters hold, or that `closure` leaves in them; its value."""
        value = None
        if closure is not None:
            with torch.enable_grad():
                value = closure()
        try:
            with torch.no_grad():
                self._step()
        finally:
            for each in self._known:
                each.gradients = []  # whoever owns them may want their memory back
        return value

    def _step(self) -> None:
        batches = self._batches()
        if batches and isinstance(self.rule, Pipeline):
            here = all(each.here for each in batches)
            (memory if here else elsewhere).step_pipeline(self, batches)
        elif batches:
            self._step_rule(batches)
        for each in batches:
            each.tick()
        for each in batches:
            self.settings[each.group].show(self.param_groups[each.group], (each.t - 1) // self._every)

    def _step_rule(self, batches: list[Batch]) -> None:
        rules = [self.settings[each.group].read(self.param_groups[each.group]) for each in batches]
        parts = list(zip(batches, rules, strict=True))
        for change in [
            (memory if each.here else elsewhere).ready(self, each, rule, each is batches[-1]) for each, rule in parts
        ]:
            change()

    def _batches(self) -> list[Batch]:
        """The parameters that have a gradient, by group, by the steps they have taken, and by where they lie."""
        if self._whose() != self._seen or not all(each.stands() for each in self._known):
            # Made anew where anything is another than at the last step: views of fifty arrays take time.
            self._seen, self._known = [], []
            self._waiting = list(chain.from_iterable(map(PARAMETERS, self.param_groups)))
        known, stepped = [], []
        for batch in self._known:
            batch.gradients = [each.grad for each in batch.parameters]
            having = [each is not None for each in batch.gradients]
            parts = batch.parted(having) if any(having) and not all(having) else [batch]
            known += parts
            stepped += parts[:1] if any(having) else []
        self._known = known
        if any(each.grad is not None for each in self._waiting):
            waiting = set(map(id, self._waiting))
            joining = [each for number in range(len(self.param_groups)) for each in self._of_group(number, waiting)]
            self._waiting = [each for each in self._waiting if each.grad is None]
            self._known, stepped = known + joining, stepped + joining
            self._seen = self._whose()
        return stepped

    def _whose(self) -> list[int]:
        """Which parameters there are, and which states are kept."""
        return [*map(id, chain.from_iterable(map(PARAMETERS, self.param_groups))), *map(id, self.state.values())]

    def _of_group(self, number: int, waiting: set[int]) -> list[Batch]:
        """A group's parameters with a gradient that were in no batch yet."""
        group = self.param_groups[number]
        found: dict[tuple[Any, ...], Batch] = {}
        axes, names = group["outputs"], group.get("param_names")
        for place, parameter in enumerate(group["params"]):
            if parameter.grad is None or id(parameter) not in waiting:
                continue
            kept = self.kept(parameter)
            t = int(kept[STEP])
            here = self.fused is not False and not self.compile and parameter.device.type == "cpu"
            keys = tuple(key for key in (STEP, MASTER, *self.slots.values()) if key in kept)
            batch = found.setdefault((t, parameter.dtype, here, keys), Batch(number, t, here, keys))
            batch.parameters.append(parameter)
            batch.gradients.append(parameter.grad)
            batch.kept.append(kept)
            batch.names.append(names[place] if names else f"{number}.{place}")
            axis = axes[place] if isinstance(axes, list) else axes
            batch.outputs.append(axis if parameter.ndim > 1 else -1)
        for batch in found.values():
            batch.count()
        return list(found.values())

    def kept(self, parameter: Any) -> dict[str, Any]:
        """The state of a parameter, made as of before its first step where there is none."""
        state: dict[str, Any] = self.state[parameter]
        if not state:
            starts, dtype = self._inner.formula.starts, kept_in(parameter.dtype)
            state[STEP] = torch.tensor(0, device="cpu")
            if dtype != parameter.dtype:
                state[MASTER] = parameter.detach().to(dtype)
            for slot, key in self.slots.items() if self.rule is self._inner else ():
                state[key] = torch.full_like(parameter, starts.get(slot, 0.0), dtype=dtype, requires_grad=False)
        return state

    def refuse_schedule(self, owner: str) -> None:
        """Raise DeclarationError where the rule has a schedule of its own for the rate."""
        for settings in self.settings:
            rate = settings.rule.hyper[self._inner.rate] if self._inner.rate else None
            if callable(rate):
                raise DeclarationError(f"{owner}: {self.rule.name} has {rate!r:.60} for its rate; keep one of the two")

    def averaged(self) -> Any:
        """A context in which the parameters hold the weights to evaluate, where those are others than are stepped.

        They are what a schedule-free rule averages, or a pipeline's `average`: `with optimizer.averaged(): test(net)`.
        """
        return averages.averaged(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write weights, slots and steps as a checkpoint of Talweg's: `tw.load` reads it, and NumPy goes on from it.

        Raises CheckpointError or OSError.
        """
        checkpoint.save(self, path)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Take weights, slots, steps and numbers from a checkpoint, of `save` or of `tw.save` with the same names.

        Nothing is changed unless all of it fits. Raises OSError, or CheckpointError for one of another rule or of
        other parameters.
        """
        checkpoint.load(self, path)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take groups and state from what `state_dict` returned; slots keep the dtype in which they were kept.

        Raises CheckpointError, with nothing changed, for one of another rule or of other parameters.
        """
        with keeping.loading(self, state_dict):
            super().load_state_dict(state_dict)
        self._known, self._waiting, self._seen = [], [], []
        for settings, group in zip(self.settings, self.param_groups, strict=True):
            settings.believe(group)

    def __getstate__(self) -> dict[str, Any]:
        """What it is pickled and copied as: PyTorch keeps its own part alone."""
        own = ("rule", "fused", "compile", "slots", "settings", "updates", "_given", "_inner", "_every")
        fresh: dict[str, Any] = {"_seen": [], "_known": [], "_waiting": []}
        return {**super().__getstate__(), **{name: self.__dict__[name] for name in own}, **fresh}

    def __repr__(self) -> str:
        return str(super().__repr__()).replace("Optimizer (", f"Optimizer of {self.rule.name} (", 1)
