"""Where the conversation stands: what Level 2 knows, what is kept for later, what is waited for."""

import msgspec

from agent_worker.voice_core import told
from agent_worker.voice_core.capture.contract import Context
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Aside, Dialogue, Held, State
from objective_engine.directives import Capture
from objective_engine.engine import Result, apply
from spine.events.call import AnyEvent, HoursClassed, ObjectiveEnded

replace = msgspec.structs.replace


def context(moves: Moves, state: State, directive: Capture) -> Context:
    """Return what a field's primitive may know besides what the caller says."""
    return Context(
        locale=moves.core.locale,
        local_time=state.local_time,
        caller_id=state.caller_id,
        state=told.state(moves.graph),
        choices=told.choices(moves.graph, directive.objective),
        shapes=directive.shapes,
        unit=directive.unit,
    )


def told_time(moves: Moves, state: State) -> State:
    """Tell Level 2 what time it is for the business, if it does not know."""
    if not state.local_time:
        return state
    time, reachable = told.hours(moves.graph, state.local_time, moves.at_ms)
    before = state.dialogue.progress
    if (before.time, before.reachable) == (time, reachable):
        return state
    return tell(moves, state, HoursClassed(at_ms=moves.at_ms, time=time, reachable=reachable))


def tell(moves: Moves, state: State, fact: AnyEvent) -> State:
    """Record a fact that Level 2 folds."""
    moves.decide(fact)
    dialogue = state.dialogue
    return replace(state, dialogue=replace(dialogue, progress=apply(dialogue.progress, fact)))


def settle(moves: Moves, state: State, result: Result) -> State:
    """Report to Level 2 what became of its directive, unless it knows."""
    dialogue = state.dialogue
    if dialogue.directive is None or dialogue.settled:
        return state
    objective = dialogue.directive.objective
    ended = ObjectiveEnded(at_ms=moves.at_ms, objective=objective, result=result)
    return tell(moves, state, ended)


def put_by(state: State) -> State:
    """Keep the fields in progress as they are, until they are wanted again."""
    dialogue = state.dialogue
    current = dialogue.directive
    if not isinstance(current, Capture):
        return state
    open_fields = (
        *(Held(aside.directive, aside.field) for aside in dialogue.asides),
        Held(current, dialogue.field),
    )
    names = {one.directive.field for one in open_fields}
    others = tuple(one for one in dialogue.held if one.directive.field not in names)
    dialogue = replace(
        dialogue, held=(*others, *open_fields), asides=(), joint=False, which=False, act=None
    )
    return replace(state, dialogue=dialogue)


def waiting(dialogue: Dialogue) -> Aside | None:
    """Return the field whose value waits to be read back with another one's."""
    last = dialogue.asides[-1] if dialogue.asides else None
    return last if last is not None and last.waits else None


def volunteered(dialogue: Dialogue, directive: Capture) -> tuple[str, ...]:
    """Return what the caller has said already, for the first field of its kind.

    What it said for that one is not the value of the next. In danger nobody is asked twice what
    it is about; otherwise a message is what is said when it is asked for.
    """
    if dialogue.act is not None and "emergency" in dialogue.progress.signals:
        return dialogue.said
    kind = directive.primitive
    before = any(one.directive.primitive == kind for one in dialogue.captured)
    words = kind == "reason" and dialogue.act is not None
    return () if words or (before and kind != "choice") else dialogue.said
