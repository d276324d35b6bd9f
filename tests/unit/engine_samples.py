"""Businesses that the engine's tests compile, prove and break."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from cli.config.source import read_source
from cli.config.templates import read_templates
from objective_engine.compiler import compile_config
from objective_engine.conditions import Condition
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts
from objective_engine.directives import Finish
from objective_engine.engine import next_step
from objective_engine.facts import BusinessTime, Fact, HoursClassed
from objective_engine.graph import Graph, Objective
from objective_engine.progress import Progress, apply
from objective_engine.states import RESULTS
from spine.events.call import CaptureConfirmed, ObjectiveBegun, ObjectiveEnded
from spine.ids import CallMs, FieldName, ObjectiveName

TODAY: Final = date(2026, 11, 24)
ABLE: Final = CoreFacts(
    version="9",
    digest="9" * 64,
    primitives=PRIMITIVES,
    directives=KINDS,
    topics=("out_of_area",),
)
MADE_UP: Final[dict[str, Any]] = {
    "schema": 2,
    "tenant": "made-up",
    "business": {
        "name": "Made Up",
        "numbers": ["+61255501210"],
        "time_zone": "Australia/Sydney",
    },
}
"""The least that a business says of itself; `objectives` is missing."""
SMALL: Final = Path(__file__).parent / "golden" / "businesses" / "small.yaml"


def compiled(data: Any) -> Graph:
    """Return the graph of data without mistakes."""
    made = compile_config(data, core=ABLE, as_of=TODAY)
    assert isinstance(made, Graph), made
    return made


def small() -> Graph:
    """Return a business with nearly everything."""
    return compiled(read_source(SMALL).data)


def named(graph: Graph, name: str) -> Objective:
    """Return one objective."""
    return next(one for one in graph.objectives if one.name == name)


def changed(graph: Graph, name: str, **changes: Any) -> Graph:
    """Return the graph with one objective changed."""
    one = msgspec.structs.replace(named(graph, name), **changes)
    made = tuple(one if old.name == name else old for old in graph.objectives)
    return msgspec.structs.replace(graph, objectives=made)


def without(graph: Graph, *names: str) -> Graph:
    """Return the graph without some objectives."""
    kept = tuple(one for one in graph.objectives if one.name not in names)
    return msgspec.structs.replace(graph, objectives=kept)


def added(graph: Graph, step: Any, place: int, when: Condition | None = None) -> Graph:
    """Return the graph with one more objective at a place of its order."""
    new = Objective(name=ObjectiveName("new"), step=step, when=when)
    made = (*graph.objectives[:place], new, *graph.objectives[place:])
    return msgspec.structs.replace(graph, objectives=made)


def last(graph: Graph, *names: str) -> Graph:
    """Return the graph with some objectives moved behind the rest of its plan."""
    moved = tuple(one for one in graph.objectives if one.name in names)
    rest = without(graph, *names).objectives
    closing = next(at for at, one in enumerate(rest) if one.rank == 6)
    return msgspec.structs.replace(graph, objectives=(*rest[:closing], *moved, *rest[closing:]))


EXAMPLES: Final = Path(__file__).parents[2] / "examples" / "trades"


def example(name: str) -> Graph:
    """Return a business on a template."""
    made = compile_config(
        read_source(EXAMPLES / f"{name}.yaml").data,
        core=ABLE,
        as_of=TODAY,
        templates=read_templates(),
    )
    assert isinstance(made, Graph), made
    return made


def hold(
    graph: Graph,
    answers: Mapping[str, str],
    *,
    during: Mapping[str, Fact] = MappingProxyType({}),
    time: BusinessTime = "open",
    reachable: tuple[str, ...] = ("owner", "on_call"),
) -> list[str]:
    """Hold a call and return what was asked for in order, the outcome last.

    Args:
        graph: The business.
        answers: By objective: a value, or a result. Whatever is not in it is answered somehow.
        during: What happens while an objective is being asked for, once.
        time: What time it is for the business.
        reachable: Who can be rung.
    """
    now = HoursClassed(at_ms=CallMs(0), time=time, reachable=reachable)
    progress, asked, open_facts = apply(Progress(), now), [], dict(during)
    while not isinstance(directive := next_step(graph, progress), Finish):
        name = directive.objective
        asked.append(str(name))
        progress = apply(progress, ObjectiveBegun(at_ms=CallMs(0), objective=name))
        if name in open_facts:
            progress = apply(progress, open_facts.pop(str(name)))
            continue
        said = answers.get(name, "met")
        result = said if said in RESULTS else "met"
        if said not in RESULTS:
            confirmed = CaptureConfirmed(at_ms=CallMs(0), field=FieldName(name), value=said)
            progress = apply(progress, confirmed)
        ended = msgspec.convert(
            {"type": "objective.ended.v1", "at_ms": 0, "objective": name, "result": result},
            ObjectiveEnded,
        )
        progress = apply(progress, ended)
    return [*asked, directive.outcome]
