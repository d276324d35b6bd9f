"""Every field that calls of a graph may ask for, besides its own steps: the parts of its acts."""

from collections.abc import Iterator
from datetime import date
from random import Random

from objective_engine.graph import Graph
from objective_engine.steps import BookStep, ChangeStep, MessageStep
from stress.truths import Asking, Truth, draw_of, primitive_of


def steps_of(graph: Graph) -> tuple[Asking, ...]:
    """Return the steps that end with a value of the caller's."""
    return tuple(one.step for one in graph.objectives if isinstance(one.step, Asking))


def draw_truths(graph: Graph, draw: Random, today: date) -> dict[str, Truth]:
    """Draw what a caller gives, by field; a value that nobody says is the agent's own."""
    truths: dict[str, Truth] = {}
    for step in steps_of(graph):
        truths[str(step.field)] = draw_of(primitive_of(step), draw, today=today, step=step)
    for field, primitive in _parts(graph):
        truths[field] = draw_of(primitive, draw, today=today)
    for one in graph.objectives:
        if isinstance(one.step, (BookStep, ChangeStep)):
            truths[str(one.step.field)] = Truth(said="", value="requested")
    return truths


def _parts(graph: Graph) -> Iterator[tuple[str, str]]:
    for one in graph.objectives:
        match one.step:
            case BookStep():
                yield f"{one.name}.time", "date_time"
            case ChangeStep(what=what):
                yield from ((f"{one.name}.{what}", "reason"), (f"{one.name}.phone", "phone"))
            case MessageStep():
                yield f"{one.name}.words", "reason"
                yield f"{one.name}.vulnerable", "yes_no"
                yield from ((f"{one.name}.name", "name"), (f"{one.name}.phone", "phone"))
            case _:
                pass
