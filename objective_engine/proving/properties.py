"""What must be true of every step of every call."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from objective_engine.checks.people import DIALLED
from objective_engine.conditions import Raised, atoms
from objective_engine.directives import (
    Finish,
    Greet,
    TakeMessage,
    Transfer,
)
from objective_engine.graph import PERSON, PLAN, TURN_AWAY, Graph
from objective_engine.proving.calls import Call
from objective_engine.proving.moves import Move
from objective_engine.states import OVER
from objective_engine.steps import BookStep, CaptureStep, ChooseStep, RouteStep
from objective_engine.tables import OWED
from objective_engine.view import CallView

TITLES: Final[Mapping[str, str]] = {
    "ends": "every call ends",
    "required": "what is required is met, refused, given up, or handed to a person",
    "dead": "every objective is asked for in some call",
    "transfer_hours": "nobody is rung outside their hours",
    "transfer_number": "only valid numbers are rung, and never our own",
    "danger": "danger goes before everything, within one turn",
    "person": "a person who is asked for is rung, or a message is taken and an alert raised",
    "again": "nothing is asked twice unless the caller took it back",
    "honest": "no outcome says more than was achieved",
    "bounds": "the worst call stays within the platform's bounds",
    "crash": "the engine has an answer to everything",
}
"""Every property: its name, and the sentence that is proved."""


class Violation(msgspec.Struct, frozen=True):
    """A property that does not hold, with a shortest call that shows it."""

    property: str
    why: str
    call: Call | None = None


def serves(graph: Graph, signal: str) -> frozenset[str]:
    """Return the objectives that answer a signal."""
    return frozenset(
        one.name
        for one in graph.objectives
        if one.when is not None
        and any(isinstance(atom, Raised) and atom.signal == signal for atom in atoms(one.when))
    )


class Laws:
    """The properties of one graph, ready to be asked of each step."""

    def __init__(self, graph: Graph) -> None:
        """Gather what does not change between steps."""
        self.graph = graph
        self.danger = serves(graph, "emergency")
        self.person = serves(graph, "person")
        self.rung = {
            one.step.contact
            for one in graph.objectives
            if isinstance(one.step, RouteStep) and one.rank == PERSON
        }
        self.rank = {one.name: one.rank for one in graph.objectives}
        self.required = tuple(
            one
            for one in graph.objectives
            if isinstance(one.step, (CaptureStep, ChooseStep, BookStep)) and one.step.required
        )

    def broken(self, call: Call, move: Move | None) -> Iterator[Violation]:
        """Yield what a step breaks."""
        checks: tuple[Callable[[Call, Move | None], str], ...] = (
            self.transfer_hours,
            self.transfer_number,
            self.danger_first,
            self.person_served,
            self.not_again,
            self.honest,
            self.required_done,
        )
        names = ("transfer_hours", "transfer_number", "danger", "person", "again", "honest")
        for name, check in zip((*names, "required"), checks, strict=True):
            why = check(call, move)
            if why:
                yield Violation(name, why, call)

    def transfer_hours(self, call: Call, _: Move | None) -> str:
        """Check that whoever is rung may be rung now."""
        match call.directive:
            case Transfer(contact=contact) if contact not in call.progress.reachable:
                return f"{contact} is rung while these are not their hours."
            case _:
                return ""

    def transfer_number(self, call: Call, _: Move | None) -> str:
        """Check the number that is rung."""
        match call.directive:
            case Transfer(contact=contact, number=number):
                listed = {(one.name, one.number) for one in self.graph.contacts}
                if (contact, number) not in listed:
                    return f"{number} is not a number of a contact."
                if number in self.graph.numbers or not re.fullmatch(DIALLED, number):
                    return f"{number} cannot be rung."
                return ""
            case _:
                return ""

    def _raised(self, move: Move | None, signal: str) -> bool:
        return move is not None and any(
            getattr(event, "signal", "") == signal for event in move.events
        )

    def danger_first(self, call: Call, move: Move | None) -> str:
        """Check what follows the caller's words of danger."""
        if not self.danger or not self._raised(move, "emergency"):
            return ""
        if call.directive.objective in self.danger or isinstance(call.directive, Greet):
            return ""
        return "somebody is in danger, and the call goes on as if nobody were."

    def person_served(self, call: Call, move: Move | None) -> str:
        """Check what follows the wish for a person."""
        match call.directive:
            case TakeMessage(objective=name, urgent=False) if name in self.person | self.danger:
                return "a message is taken, but nobody is alerted."
        if not self.person or not self._raised(move, "person"):
            return ""
        if "emergency" in call.progress.signals and self.danger:
            return ""
        free = [one for one in call.progress.reachable if one in self.rung]
        match call.directive:
            case Greet():
                return ""  # the notice is being said; nothing else comes before the rest
            case Transfer(contact=contact) if contact in free:
                return ""
            case TakeMessage(urgent=True) if not free:
                return ""
            case _:
                return "the caller wants a person, and is neither put through nor heard."

    def not_again(self, call: Call, move: Move | None) -> str:
        """Check that what is over is not asked for."""
        name = call.directive.objective
        state = call.progress.state_of.get(name)
        if move is not None and state in OVER and not isinstance(call.directive, Finish):
            return f"{name} is asked for although it is over ({state})." if name != "answer" else ""
        return ""

    def honest(self, call: Call, _: Move | None) -> str:
        """Check that the outcome was earned."""
        if not isinstance(call.directive, Finish):
            return ""
        said = call.directive.outcome
        met = {name for name, state in call.progress.state_of.items() if state == "met"}
        ways = self.graph.tables.ways
        if said in {self.graph.outcome, *OWED} and ways and not met & ways:
            return f"the call is called a {said}, but nobody can be called back."
        booked = [one for one in self.graph.objectives if isinstance(one.step, BookStep)]
        values = call.progress.value_of
        if said == "booked" and not any(values.get(one.name) == "confirmed" for one in booked):
            return "the call is called booked without a confirmed slot."
        transferred = any(
            isinstance(one.step, RouteStep) and one.name in met for one in self.graph.objectives
        )
        if said == "transferred" and not transferred:
            return "the call is called transferred, but nobody answered."
        return ""

    def required_done(self, call: Call, _: Move | None) -> str:
        """Check that nothing required was passed over in silence."""
        if not isinstance(call.directive, Finish):
            return ""
        rank = self.rank.get(call.directive.objective, PLAN)
        if rank <= TURN_AWAY or rank == PLAN:
            return ""  # turned away, or handed to a person
        view = CallView(self.graph, call.progress)
        for one in self.required:
            if (
                view.fits(self.graph.tables.row_of[one.name])
                and view.states.get(one.name) not in OVER
            ):
                return f"{one.name} is required, and the call closes without it."
        return ""
