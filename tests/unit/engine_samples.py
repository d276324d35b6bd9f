"""Businesses that the engine's tests compile, prove and break."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from cli.config.source import read_source
from objective_engine.compiler import compile_config
from objective_engine.conditions import Condition
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts
from objective_engine.graph import Graph, Objective
from spine.ids import ObjectiveName

TODAY: Final = date(2026, 11, 24)
ABLE: Final = CoreFacts(
    version="9",
    digest="9" * 64,
    primitives=PRIMITIVES,
    directives=KINDS,
    topics=("out_of_area",),
)
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
