"""Engines with a fault in them, each caught on a graph that is in order."""

from collections.abc import Callable
from typing import Final

import msgspec
import pytest

from objective_engine.checker import Bounds, prove
from objective_engine.directives import AnyDirective, Capture, Finish, TakeMessage, Transfer
from objective_engine.engine import next_step
from objective_engine.facts import Fact
from objective_engine.graph import Graph
from objective_engine.progress import Progress, apply
from objective_engine.proving.calls import Engine
from spine.events.call import AnyEvent, ObjectiveEnded
from spine.ids import FieldName, ObjectiveName
from tests.unit.engine_samples import small

SMALL: Final = small()


def forgets(result: str) -> Callable[[Progress, AnyEvent | Fact], Progress]:
    def faulty(progress: Progress, event: AnyEvent | Fact) -> Progress:
        if isinstance(event, ObjectiveEnded) and event.result == result:
            return progress
        return apply(progress, event)

    return faulty


def asks(change: Callable[[Graph, Progress, AnyDirective], AnyDirective]) -> Engine:
    return Engine(next_step=lambda g, p: change(g, p, next_step(g, p)))


def crashes(graph: Graph, progress: Progress, directive: AnyDirective) -> AnyDirective:
    return {one.name: directive for one in graph.objectives}[
        ObjectiveName("x" if len(progress.ended) > 3 else directive.objective)
    ]


def flatters(_: Graph, __: Progress, directive: AnyDirective) -> AnyDirective:
    done = isinstance(directive, Finish)
    return Finish(directive.objective, "lead") if done else directive


def booked_at_once(_: Graph, __: Progress, directive: AnyDirective) -> AnyDirective:
    done = isinstance(directive, Finish)
    return Finish(directive.objective, "booked") if done else directive


def misdials(_: Graph, __: Progress, directive: AnyDirective) -> AnyDirective:
    match directive:
        case Transfer(objective=name, contact=contact):
            return Transfer(name, contact, "+61491570000", "cold")
        case _:
            return directive


def ignores(signal: str) -> Engine:
    def deaf(graph: Graph, progress: Progress) -> AnyDirective:
        heard = tuple(one for one in progress.signals if one != signal)
        return next_step(graph, msgspec.structs.replace(progress, signals=heard))

    return Engine(next_step=deaf)


def thinks_always_open(graph: Graph, progress: Progress) -> AnyDirective:
    everyone = tuple(one.name for one in graph.contacts)
    return next_step(graph, msgspec.structs.replace(progress, reachable=everyone))


def hurries(graph: Graph, progress: Progress, directive: AnyDirective) -> AnyDirective:
    if "hurry" in progress.signals and isinstance(directive, Capture):
        return Finish(graph.objectives[-1].name, "partial")
    return directive


def repeats(_: Graph, progress: Progress, directive: AnyDirective) -> AnyDirective:
    states = dict(progress.states)
    if isinstance(directive, Finish) and states.get(ObjectiveName("phone")) == "exhausted":
        name = ObjectiveName("phone")
        return Capture(name, FieldName("phone"), "phone", required=True)
    return directive


def never_alerts(_: Graph, __: Progress, directive: AnyDirective) -> AnyDirective:
    told = isinstance(directive, TakeMessage)
    return TakeMessage(directive.objective, urgent=False) if told else directive


FAULTS: Final[dict[str, tuple[str, Engine]]] = {
    "forgets refusals": ("ends", Engine(apply=forgets("declined"))),
    "forgets what could not be understood": ("ends", Engine(apply=forgets("exhausted"))),
    "forgets failures": ("ends", Engine(apply=forgets("failed"))),
    "asks again what was given up": ("again", asks(repeats)),
    "crashes late": ("crash", asks(crashes)),
    "calls everything a lead": ("honest", asks(flatters)),
    "calls everything booked": ("honest", asks(booked_at_once)),
    "rings another number": ("transfer_number", asks(misdials)),
    "is deaf to danger": ("danger", ignores("emergency")),
    "is deaf to the wish for a person": ("person", ignores("person")),
    "rings people at night": ("transfer_hours", Engine(next_step=thinks_always_open)),
    "skips what is required when in a hurry": ("required", asks(hurries)),
    "never alerts anybody": ("person", asks(never_alerts)),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_faulty_engine_is_caught(name: str) -> None:
    wanted, engine = FAULTS[name]
    proof = prove(SMALL, engine=engine, bounds=Bounds(classes=700))

    assert proof.verdict == "refuted"
    assert wanted in {one.property for one in proof.violations}
