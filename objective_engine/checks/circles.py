"""Objectives that wait for each other, and verdicts that decide themselves."""

from collections.abc import Iterator, Mapping

from objective_engine.condition_text import ConditionError, parse_condition
from objective_engine.conditions import Is, Known, atoms
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.naming import placed
from objective_engine.plan import Triage


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


def _judged_by(triage: Triage) -> Iterator[str]:
    for row in triage.rows:
        try:
            condition = parse_condition(row.when)
        except ConditionError:
            continue
        for atom in atoms(condition):
            if isinstance(atom, (Is, Known)):
                yield atom.name


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
