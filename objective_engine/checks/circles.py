"""Objectives that wait for each other, and verdicts that decide themselves."""

from collections.abc import Iterator, Mapping

from objective_engine.condition_text import ConditionError, parse_condition
from objective_engine.conditions import All, Condition, Ended, Is, Known, atoms
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.naming import Placed, placed
from objective_engine.plan import Qualify, Triage


def judge_circles(config: Config) -> Iterator[Diagnostic]:
    """Yield one diagnostic for each circle, at the first of its members."""
    steps = {one.step.name: one for one in placed(config)}
    waits = {name: one.step.needs for name, one in steps.items()}
    for circle in _circles(waits):
        yield Diagnostic(
            pointer=child(steps[circle[0]].pointer, "needs"),
            code="SF1213",
            message=f"{' waits for '.join(circle)}: none of them can begin.",
            cure="remove one of these needs.",
        )
    asks = {
        name: tuple(_asked_after(one, steps))
        for name, one in steps.items()
        if not isinstance(one.step, (Triage, Qualify))
    }
    for circle in _circles(asks):
        first = steps[circle[0]]
        yield Diagnostic(
            pointer=child(first.pointer, "when" if first.step.when else "name"),
            code="SF1213",
            message=f"{' only after '.join(circle)}: no call ever asks for them.",
            cure="change one of the conditions.",
        )
    decides = {
        name: tuple(_judged_by(one.step))
        for name, one in steps.items()
        if isinstance(one.step, Triage)
    }
    for circle in _circles(decides):
        yield Diagnostic(
            pointer=child(steps[circle[0]].pointer, "rows"),
            code="SF1213",
            message=f"{' depends on '.join(circle)}: the verdict would decide itself.",
            cure="decide it by what the caller said.",
        )


def _asked_after(one: Placed, steps: Mapping[str, Placed]) -> Iterator[str]:
    """Yield the objectives that must have been answered before this one is wanted."""
    opened = [rule.opens for other in steps.values() for rule in getattr(other.step, "rules", ())]
    if one.step.name in opened:
        return
    for text in (one.branch.when if one.branch else None, one.step.when):
        condition = _read(text) if text else None
        for part in condition.of if isinstance(condition, All) else (condition,):
            match part:
                case Is(name=name) | Known(name=name) | Ended(objective=name, results=("met",)):
                    if name in steps and not isinstance(steps[name].step, (Triage, Qualify)):
                        yield name
                case _:
                    pass


def _judged_by(triage: Triage) -> Iterator[str]:
    for row in triage.rows:
        condition = _read(row.when)
        for atom in atoms(condition) if condition is not None else ():
            if isinstance(atom, (Is, Known)):
                yield atom.name


def _read(text: str) -> Condition | None:
    """Return a condition, None where it cannot be read: that is reported elsewhere."""
    try:
        return parse_condition(text)
    except ConditionError:
        return None


def _circles(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield each circle once, as the names along it, the first one again at the end."""
    done: set[str] = set()
    for start in edges:
        path = [start]
        ways = [iter(edges[start])]
        while ways and start not in done:
            following = next(ways[-1], None)
            if following is None:
                done.add(path.pop())
                ways.pop()
            elif following in path:
                circle = path[path.index(following) :]
                done.update(circle)
                yield (*circle, following)
            elif following in edges and following not in done:
                path.append(following)
                ways.append(iter(edges[following]))
