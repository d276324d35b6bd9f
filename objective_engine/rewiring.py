"""Conditions over a route, which a graph holds as several objectives."""

from collections.abc import Mapping

from objective_engine.conditions import All, AnyOf, Condition, Ended, Not
from objective_engine.states import RESULTS

Parts = Mapping[str, tuple[str, ...]]
"""Route to the objectives that ring its contacts."""


def both(*conditions: Condition | None) -> Condition:
    """Return the condition that all of these hold; None holds always."""
    parts: tuple[Condition, ...] = ()
    for one in conditions:
        if one is not None:
            parts += one.of if isinstance(one, All) else (one,)
    return parts[0] if len(parts) == 1 else All(of=parts)


def rewired(condition: Condition, parts: Parts) -> Condition:
    """Return a condition with every route in it replaced by what it is made of."""
    match condition:
        case Not(of=inner):
            return Not(of=rewired(inner, parts))
        case All(of=inner):
            return All(of=tuple(rewired(one, parts) for one in inner))
        case AnyOf(of=inner):
            return AnyOf(of=tuple(rewired(one, parts) for one in inner))
        case Ended(objective=name, results=results) if name in parts:
            return _route_ended(name, results, parts)
        case _:
            return condition


def _route_ended(name: str, results: tuple[str, ...], parts: Parts) -> Condition:
    """Say how a route ended: met when somebody answered, anything else when a message was taken."""
    ways: list[Condition] = []
    if "met" in results:
        ways += [Ended(objective=part, results=("met",)) for part in parts[name]]
    if any(result != "met" for result in results):
        ways.append(Ended(objective=f"{name}.message", results=RESULTS))
    return ways[0] if len(ways) == 1 else AnyOf(of=tuple(ways))
