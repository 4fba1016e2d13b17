"""The sentence that makes a comparison again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from talweg.lab.compare.entries import Entry
from talweg.lab.problems import PROBLEMS
from talweg.lab.problems.problem import Problem


def again(
    grounds: Mapping[str, Problem], parts: Mapping[str, Mapping[str, Entry]], budgets: Sequence[int],
    seeds: Sequence[int], tuned: Sequence[int], drawn: int, steps: int | None,
) -> str:  # fmt: skip
    """How to make it again: the command line, where all that takes part has a name there."""
    own = next(iter(parts.values()))
    names = [spelled(each) for each in grounds.values()]
    first, count = seeds[0], len(seeds)
    in_a_row = tuple(seeds) == tuple(range(first, first + count))
    if in_a_row and all(name is not None for name in names) and all(each.typed for each in own.values()):
        options = {"seeds": str(count), "budgets": ",".join(map(str, budgets)), "tuning-seeds": str(len(tuned))}
        options |= {"first-seed": str(first)} if first else {}
        options |= {} if steps is None else {"steps": str(steps)}
        options |= {"seed": str(drawn)} if drawn else {}
        return _command([str(name) for name in names], list(own), options)
    shown = (f"range({first}, {first + count})" if first else count) if in_a_row else list(seeds)
    return (
        f"tw.compare([{', '.join(map(repr, grounds.values()))}], [{', '.join(own)}], budgets={tuple(budgets)}, "
        f"seeds={shown}, tuning_seeds={len(tuned)}, steps={steps}, seed={drawn})"
    )


def spelled(problem: Problem) -> str | None:
    """The problem as the command line names it, digits:loss=focal, None where it has no name there."""
    name = problem.name.partition(":")[0]
    shelved = PROBLEMS.get(name)
    if shelved is None or type(shelved.build) is not type(problem.build) or shelved.build != problem.build:
        return None
    changed = {key: value for key, value in problem.settings.items() if value != shelved.settings[key]}
    changed |= {} if problem.goal is None else {"target": problem.goal}
    changed |= {} if problem.steps == shelved.steps else {"steps": problem.steps}
    if any(not isinstance(value, int | float | str) for value in changed.values()):
        return None
    return name + (":" if changed else "") + ",".join(f"{key}={value}" for key, value in changed.items())


def _command(problems: Sequence[str], rules: Sequence[str], options: Mapping[str, str]) -> str:
    """The command line that makes a comparison again."""
    also = [part for each in problems[1:] for part in ("--also", each)]
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    return shlex.join(["talweg", "compare", problems[0], *rules, *also, *given])
