"""What takes several fields: a message, a wish for a time, a request about a booking.

Each is a list of fields, asked for in turn; what became of them is the objective's result. Their
names end with what they are (`billing_message.words`), so no name of a tenant's can be theirs.
"""

from collections.abc import Iterator
from typing import Final

from agent_worker.voice_core.capture.contract import Status
from agent_worker.voice_core.state import Dialogue
from agent_worker.voice_core.told import Act
from objective_engine.directives import Book, Capture, Change, TakeMessage
from objective_engine.graph import Graph
from objective_engine.progress import Progress
from objective_engine.states import Result
from objective_engine.steps import CaptureStep
from spine.ids import FieldName

REQUESTED: Final = "requested"
"""What a visit is until a slot has been taken for it: nothing that is said goes further."""


def next_part(act: Act, graph: Graph, dialogue: Dialogue) -> Capture | None:
    """Return the field to ask for next, None once all have been."""
    over = {one.directive.field for one in dialogue.captured}
    return next((one for one in _parts(act, graph, dialogue) if one.field not in over), None)


def result(act: Act, graph: Graph, dialogue: Dialogue) -> Result:
    """Return what became of an act whose fields are over.

    A message without words is one, as long as somebody can ring the caller back.
    """
    mine = [one for one in dialogue.captured if one.directive.objective == act.objective]
    kinds = {one.directive.field.rpartition(".")[2]: one.field.status for one in mine}
    if isinstance(act, TakeMessage):
        reached = known("phone", graph, dialogue.progress)
        if reached or kinds.get("words") is Status.CONFIRMED:
            return "met"
        return "declined" if Status.DECLINED in kinds.values() else "failed"
    main = next(iter(kinds.values()), Status.FAILED)
    if main is Status.CONFIRMED:
        return "met"
    return "declined" if main is Status.DECLINED else "exhausted"


def value(act: Act) -> tuple[FieldName, str] | None:
    """Return the value of an act that was met, where it has one."""
    return None if isinstance(act, TakeMessage) else (act.field, REQUESTED)


def known(primitive: str, graph: Graph, progress: Progress) -> bool:
    """Tell whether a value of this kind has been confirmed in this call, for whatever field."""
    fields = {
        str(one.step.field)
        for one in graph.objectives
        if isinstance(one.step, CaptureStep) and one.step.primitive == primitive
    }
    return any(name in fields or name.endswith(f".{primitive}") for name, _ in progress.values)


def _parts(act: Act, graph: Graph, dialogue: Dialogue) -> Iterator[Capture]:
    progress = dialogue.progress
    danger = "emergency" in progress.signals
    match act:
        case Book():
            yield _part(act, "time", "datetime")
            return
        case Change(what=what):
            yield _part(act, what, "reason")
        case TakeMessage(urgent=urgent):
            told = known("reason", graph, progress) and "person" not in progress.signals
            if not told:
                yield _part(act, "words", "reason")
            if not danger and not known("name", graph, progress):
                yield _part(act, "name", "name")
            if danger and urgent:
                yield _part(act, "vulnerable", "confirm")
    if not known("phone", graph, progress):
        yield _part(act, "phone", "phone")


def _part(act: Act, kind: str, primitive: str) -> Capture:
    field = FieldName(f"{act.objective}.{kind}")
    return Capture(objective=act.objective, field=field, primitive=primitive, required=True)
