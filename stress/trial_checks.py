"""What must hold in trial calls of one kind or another; each says what is wrong, or nothing."""

from collections.abc import Callable, Iterator
from typing import Final

from objective_engine.graph import Graph
from objective_engine.steps import FinishStep, RouteStep
from spine.events.call import (
    AgentSpoke,
    CorrectionAsked,
    EmergencyFlagged,
    ObjectiveBegun,
    PersonWanted,
    QuestionAsked,
    Signal,
    SignalRaised,
)
from spine.events.envelope import tag_of
from stress.trial_run import Run

Check = Callable[[Run], str]
Flag = type[PersonWanted] | type[EmergencyFlagged]


def all_kept(run: Run) -> str:
    """What was asked for was given, and is known; `declines` is judged by `none_kept`."""
    accounted = {*run.kept, *run.not_given, *run.left}
    missing = [one for one in run.asked if one not in accounted]
    return f"not kept: {', '.join(missing)}" if missing else ""


def none_kept(fields: frozenset[str]) -> Check:
    """Nothing is known that nobody gave."""

    def holds(run: Run) -> str:
        kept = [field for field in run.kept if field in fields]
        return f"kept, and nobody gave it: {', '.join(kept)}" if kept else ""

    return holds


def flagged(event: Flag) -> Check:
    """It was understood."""

    def holds(run: Run) -> str:
        there = any(isinstance(one, event) for one in run.events)
        return "" if there else f"nothing was made of it: no {tag_of(event)}"

    return holds


def raised(signal: Signal) -> Check:
    """Level 2 was told of the signal, once."""

    def holds(run: Run) -> str:
        said = [one for one in run.events if isinstance(one, SignalRaised)]
        times = sum(one.signal == signal for one in said)
        return "" if times == 1 else f"`{signal}` was raised {times} times"

    return holds


def ended_as(outcome: str) -> Check:
    """The call has this outcome and was ended by us."""

    def holds(run: Run) -> str:
        if (run.outcome, run.ended_by) == (outcome, "agent"):
            return ""
        return f"it ended as {run.outcome!r} by {run.ended_by}, and not as {outcome!r}"

    return holds


def put_through(route: str, outcome: str) -> Check:
    """Whoever may be rung now was rung, in order, nobody else; else a message was taken."""

    def holds(run: Run) -> str:
        contacts = _contacts(run.graph, route)
        if not contacts:
            return ""
        due = [one for one in contacts if one in run.hours.reachable]
        rung = _rung(run, route)
        answered = run.outcome == outcome and rung == due[: len(rung)]
        if due and rung and answered:
            return ""
        taken = _begun(run, f"{route}.message")
        if rung == due and taken and run.outcome in {"message", outcome}:
            return ""
        return f"rung: {rung or 'nobody'}, due: {due or 'nobody'}, ended as {run.outcome!r}"

    return holds


def _contacts(graph: Graph, route: str) -> list[str]:
    return [
        one.step.contact
        for one in graph.objectives
        if isinstance(one.step, RouteStep) and one.name.startswith(f"{route}.")
    ]


def _rung(run: Run, route: str) -> list[str]:
    names = [str(one.objective) for one in run.events if isinstance(one, ObjectiveBegun)]
    mine = [name.partition(".")[2] for name in names if name.startswith(f"{route}.")]
    return [name for name in mine if name in _contacts(run.graph, route)]


def _begun(run: Run, objective: str) -> bool:
    return any(isinstance(one, ObjectiveBegun) and one.objective == objective for one in run.events)


def danger_first(run: Run) -> str:
    """Nothing is said before the emergency sentence."""
    flagged_at = next(at for at, one in enumerate(run.events) if isinstance(one, EmergencyFlagged))
    spoke = next((one for one in run.events[flagged_at:] if isinstance(one, AgentSpoke)), None)
    first = spoke.phrases[0] if spoke is not None else "nothing"
    return "" if first == "emergency" else f"{first} was said before the emergency sentence"


def only_required(run: Run) -> str:
    """After a caller was in a hurry, nothing was begun that is not required."""
    hurried = False
    optional = {
        str(one.name) for one in run.graph.objectives if not getattr(one.step, "required", True)
    }
    for one in run.events:
        hurried = hurried or (isinstance(one, SignalRaised) and one.signal == "hurry")
        if hurried and isinstance(one, ObjectiveBegun) and one.objective in optional:
            return f"{one.objective} was asked for, and the caller has no time"
    return ""


def answered(entry: str, answer: str, at: str) -> Check:
    """The question was answered with the approved sentence, and the field asked for again."""

    def holds(run: Run) -> str:
        if at not in run.asked:
            return ""
        asked = [one.entry for one in run.events if isinstance(one, QuestionAsked)]
        if asked != [entry]:
            return f"the question was taken for {asked}, and it is {entry!r}"
        said = [one for one in run.events if isinstance(one, AgentSpoke)]
        told = [one.text for one in said if one.phrases[0] in {"answer", "answer_later"}]
        if len(told) != 1 or not told[0].startswith(answer):
            return f"the answer was {told}, and {answer!r} is approved"
        return "" if at in run.kept else f"{at} was not asked for again"

    return holds


def corrected(field: str, value: str, at: str) -> Check:
    """Level 2 was told that the answer was taken back, and the later value is known."""

    def holds(run: Run) -> str:
        if field not in run.kept or at not in run.asked:
            return ""
        told = [one.objective for one in run.events if isinstance(one, CorrectionAsked)]
        if told != [field]:
            return f"taken back: {told}, and it was {field}"
        return "" if run.kept[field] == value else f"{field} is still {run.kept[field]!r}"

    return holds


def worth_it(run: Run) -> str:
    """A caller who gives everything has got somewhere."""
    worth = {run.graph.outcome, *(_outcomes(run.graph))}
    return "" if run.outcome in worth else f"all was given, and the call ended as {run.outcome!r}"


def _outcomes(graph: Graph) -> Iterator[str]:
    for one in graph.objectives:
        if isinstance(one.step, FinishStep) and one.step.outcome:
            yield one.step.outcome


def left(leaves_at: str) -> Check:
    """Whoever is gone has ended the call."""

    def holds(run: Run) -> str:
        if leaves_at in run.asked and run.ended_by != "caller":
            return f"the caller left, and {run.ended_by} ended the call"
        return ""

    return holds


def given_up(run: Run) -> str:
    """Nobody spoke."""
    return "" if run.outcome == "silent" else f"nobody spoke, and the call ended as {run.outcome!r}"


UNSAYABLE: Final = "booked"


def nothing_promised(run: Run) -> str:
    """A visit that is only wished for is never said to be more."""
    said = [one.text.lower() for one in run.events if isinstance(one, AgentSpoke)]
    approved = " ".join(one.answer.lower() for one in run.graph.knowledge)
    promised = [text for text in said if UNSAYABLE in text and UNSAYABLE not in approved]
    return f"it was said to be booked: {promised[0]}" if promised else ""
