"""The engine is a fold and a question; it remembers nothing between calls."""

from typing import Final

from objective_engine.directives import Answer, AnyDirective, Capture, Directive, Finish, Greet
from objective_engine.graph import Graph
from objective_engine.progress import Progress, apply
from objective_engine.states import OVER, Result
from objective_engine.tables import OWED, Row
from objective_engine.view import CallView
from spine.errors import BrokenPromiseError

DANGER: Final = "emergency"
"""A signal, and the outcome of a call in which it was given."""

__all__ = ["Progress", "Result", "apply", "next_directive", "next_step", "outcome"]


class UnspokenDirectiveError(BrokenPromiseError):
    """A graph asks for what its core cannot do: the compiler should have refused it."""

    code = "engine.unspoken_directive"


def next_directive(graph: Graph, progress: Progress) -> Directive:
    """Return what to do now, for a core that speaks the first three directives only.

    Raises:
        UnspokenDirectiveError: If the graph was compiled for a core that can do more.
    """
    directive = next_step(graph, progress)
    if isinstance(directive, (Greet, Capture, Finish)):
        return directive
    raise UnspokenDirectiveError(f"this core cannot carry out {type(directive).__name__}")


def next_step(graph: Graph, progress: Progress) -> AnyDirective:
    """Return what to do now: of the objectives that are due the first, in graph order."""
    view = CallView(graph, progress)
    state_of, signals, asks = view.states.get, view.signals, view.question is not None
    wanted = view.wanted if view.hurry else view.fits
    # most calls have no signal and no open question, and those look at little
    for row in view.tables.rows if signals or asks else view.tables.calm:
        if row.answers:
            due = asks
        elif state_of(row.name) in OVER or (row.signal and row.signal not in signals):
            continue
        else:
            due = wanted(row) and (not row.needs or all(map(view.settled, row.needs)))
        if due:
            return row.directive or _depending(row, view)
    last = graph.objectives[-1]
    return Finish(objective=last.name, outcome=outcome(graph, progress))


def _depending(row: Row, view: CallView) -> AnyDirective:
    """Return a directive that follows from the call as it stands."""
    if row.answers:
        return Answer(objective=row.name, entry=view.question or "")
    if row.visit is not None:
        books = row.visit.books
        return books.get(view.value(row.visit.service) or "", books[""])
    return Finish(objective=row.name, outcome=_earned(view, row))


def outcome(graph: Graph, progress: Progress) -> str:
    """Return what a call is worth if it ends now, without flattery.

    The first closing whose condition holds names it, if it names anything; else what was achieved.
    """
    view = CallView(graph, progress)
    for row in view.tables.closings:
        if view.fits(row):
            return _earned(view, row)
    return _achieved(view)


def _earned(view: CallView, row: Row) -> str:
    """Return the outcome of a closing, unless the call is worth less, or more.

    Danger that has not been seen through is an `emergency`, and what nobody can be rung about is
    `unreachable`.
    """
    if row.signal != DANGER and DANGER in view.signals and view.tables.danger:
        return DANGER
    if row.closes in OWED and view.tables.ways and not _reached(view):
        return "unreachable"
    return row.closes or _achieved(view)


def _reached(view: CallView) -> bool:
    """Tell whether somebody can ring or write back: the network's number will do."""
    return view.numbered or any(view.states.get(name) == "met" for name in view.tables.ways)


def _achieved(view: CallView) -> str:
    """Return the outcome that the results give.

    The graph's own (a lead, say) takes a way to reach the caller, or, where the graph asks for
    none, everything that is required; the network's number is one once everything was asked for.
    Else `emergency` (danger was spoken of), `partial` (something is known), `no_details`
    (everything was asked for, nothing given) or `abandoned`.
    """
    tables, states = view.tables, view.states
    met = {name for name, _ in tables.fields if states.get(name) == "met"}
    over = bool(tables.fields) and all(view.settled(name) for name, _ in tables.fields)
    if not tables.ways:
        needed = {name for name, required in tables.fields if required}
        worth = bool(needed) and met >= needed
    else:
        worth = bool(met & tables.ways) or (bool(met) and over and view.numbered)
    if worth:
        return view.graph.outcome
    if DANGER in view.signals:
        return DANGER
    if met:
        return "partial"
    return "no_details" if over else "abandoned"
