"""A route as the objectives that it is made of: each contact in turn, else a message."""

from collections.abc import Iterator
from typing import Final

from objective_engine.conditions import AnyOf, Condition, Ended, Not, Reachable
from objective_engine.config import Config
from objective_engine.graph import Objective
from objective_engine.plan import Route
from objective_engine.rewiring import both
from objective_engine.states import RESULTS
from objective_engine.steps import FinishStep, MessageStep, RouteStep
from spine.ids import ObjectiveName

TRANSFERRED: Final = "transferred"


def route_parts(
    config: Config, route: Route, when: Condition | None, rank: int
) -> Iterator[Objective]:
    """Yield a route's parts: each contact in turn, else a message, and how the call closes."""
    rung = tuple(f"{route.name}.{contact}" for contact in route.to)
    message = f"{route.name}.message"
    answered = AnyOf(of=tuple(Ended(objective=name, results=("met",)) for name in rung))
    told = Ended(objective=message, results=RESULTS)
    numbers = {one.name: one.number for one in config.contacts}
    for name, contact in zip(rung, route.to, strict=True):
        yield Objective(
            name=ObjectiveName(name),
            step=RouteStep(contact=contact, number=numbers[contact], mode=route.mode),
            when=both(when, Reachable(contact=contact), Not(of=answered), Not(of=told)),
            rank=rank,
        )
    yield Objective(
        name=ObjectiveName(message),
        step=MessageStep(urgent=route.urgent),
        when=both(when, Not(of=answered)),
        rank=rank,
    )
    own = "" if route.outcome == TRANSFERRED else route.outcome
    taken = Ended(objective=message, results=("met",))
    closes = (
        ("done", route.outcome, answered),
        ("told", own or "message", taken),
        ("left", own, told),
    )
    for name, outcome, condition in closes:
        yield Objective(
            name=ObjectiveName(f"{route.name}.{name}"),
            step=FinishStep(outcome=outcome),
            when=both(when, condition),
            rank=rank,
        )
