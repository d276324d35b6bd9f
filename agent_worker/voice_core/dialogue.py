"""Between Level 2, which says what to achieve, and the primitives, each of which gets one field."""

from typing import Final, assert_never

import msgspec

from agent_worker.voice_core import actions, told
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Begin,
    CaptureEvent,
    Context,
    FieldState,
    Outlook,
    ReadBack,
    ReadBackCut,
    ReadBackFinished,
    Silence,
)
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Aside, Captured, Dialogue, State
from objective_engine.directives import Capture, Directive, Finish, Greet
from objective_engine.engine import Result, apply
from spine.events.call import CaptureStarted, ObjectiveBegun, ObjectiveEnded

replace = msgspec.structs.replace

NOTICE_NAME_CHARS: Final = 24
"""A longer name would make the notice last over three seconds: it is said after it."""


def context(moves: Moves, state: State, directive: Capture) -> Context:
    """Return what a field's primitive may know besides what the caller says."""
    return Context(
        locale=moves.core.locale,
        local_time=state.local_time,
        caller_id=state.caller_id,
        state=told.state(moves.graph),
        choices=told.choices(moves.graph, directive.objective),
    )


def advance(moves: Moves, state: State) -> State:
    """Ask Level 2 what is next and begin it."""
    return _begin(moves, state, told.next_to_do(moves.graph, state.dialogue.progress))


def _begin(moves: Moves, state: State, directive: Directive) -> State:
    begun = ObjectiveBegun(at_ms=moves.at_ms, objective=directive.objective)
    moves.decide(begun)
    dialogue = replace(
        state.dialogue,
        directive=directive,
        field=FieldState(),
        settled=False,
        progress=apply(state.dialogue.progress, begun),
    )
    state = replace(state, dialogue=dialogue)
    match directive:
        case Greet():
            short = len(moves.graph.spoken_name) <= NOTICE_NAME_CHARS
            moves.line("notice" if short else "notice_alone")
        case Capture(field=field, primitive=primitive):
            started = CaptureStarted(at_ms=moves.at_ms, field=field, primitive=primitive)
            moves.decide(started)
            return capture(moves, state, Begin(volunteered=dialogue.said))
        case Finish(outcome=outcome):
            close(moves, outcome)
        case _:
            assert_never(directive)
    return state


def close(moves: Moves, outcome: str) -> None:
    """Say the closing sentence of an outcome; the call ends when it has been played."""
    named = f"close_{outcome}"
    moves.line(named if named in moves.core.locale.phrases else "close")
    moves.reply.outcome = outcome


def end_objective(moves: Moves, state: State, result: Result) -> State:
    """Report to Level 2 what became of its directive, then go on with what is next."""
    if state.dialogue.directive is None:
        return state
    state = _settle(moves, state, result)
    return resume(moves, state, Silence()) if state.dialogue.asides else advance(moves, state)


def _settle(moves: Moves, state: State, result: Result) -> State:
    dialogue = state.dialogue
    if dialogue.directive is None or dialogue.settled:
        return state
    objective = dialogue.directive.objective
    ended = ObjectiveEnded(at_ms=moves.at_ms, objective=objective, result=result)
    moves.decide(ended)
    progress = apply(dialogue.progress, ended)
    return replace(state, dialogue=replace(dialogue, progress=progress))


def capture(moves: Moves, state: State, event: CaptureEvent) -> State:
    """Give an event to the primitive of the field that is being captured, if any."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return state
    primitive = PRIMITIVES[directive.primitive]
    knows = context(moves, state, directive)
    field, wanted = primitive.step(state.dialogue.field, event, knows)
    state = replace(state, dialogue=replace(state.dialogue, field=field))
    return _take(moves, state, directive, wanted)


def _take(moves: Moves, state: State, directive: Capture, wanted: tuple[Action, ...]) -> State:
    for action in wanted:
        if isinstance(action, ReadBack) and _can_wait(moves, state, directive, action):
            return _put_aside(moves, state, directive, action)
        joint = state.dialogue.joint
        result = actions.carry_out(moves, directive, action, waiting(state.dialogue))
        if isinstance(action, ReadBack):
            state = replace(state, dialogue=replace(state.dialogue, joint=moves.reply.joint))
        if result is not None:
            return _over(moves, _known(moves, state), directive, result, joint=joint)
    return state


def _known(moves: Moves, state: State) -> State:
    """Tell Level 2 what became of a field: its conditions may ask for the value."""
    progress = apply(state.dialogue.progress, moves.events[-1])
    return replace(state, dialogue=replace(state.dialogue, progress=progress))


def _over(moves: Moves, state: State, directive: Capture, result: Result, *, joint: bool) -> State:
    """A field's life is over; the yes that ended it also answers for what was said with it."""
    dialogue = state.dialogue
    captured = (*dialogue.captured, Captured(directive, dialogue.field))
    state = replace(state, dialogue=replace(dialogue, captured=captured, joint=False))
    if joint and result == "met" and dialogue.answer is not None:
        return resume(moves, _settle(moves, state, result), dialogue.answer)
    return end_objective(moves, state, result)


def waiting(dialogue: Dialogue) -> Aside | None:
    """Return the field whose value waits to be read back with another one's."""
    last = dialogue.asides[-1] if dialogue.asides else None
    return last if last is not None and last.waits else None


def _can_wait(moves: Moves, state: State, directive: Capture, action: ReadBack) -> bool:
    """Whether this read-back can be left for the next field's, to be said in one breath."""
    dialogue = state.dialogue
    first = action.readback == 1 and action.phrase == f"{directive.primitive}_readback"
    if not first or action.level > 1 or dialogue.settled or dialogue.asides:
        return False
    following = _after(moves, dialogue, directive)
    return (
        isinstance(following, Capture)
        and (directive.primitive, following.primitive) in actions.IN_ONE_BREATH
    )


def _after(moves: Moves, dialogue: Dialogue, directive: Capture) -> Directive:
    met = ObjectiveEnded(at_ms=moves.at_ms, objective=directive.objective, result="met")
    return told.next_to_do(moves.graph, apply(dialogue.progress, met))


def _put_aside(moves: Moves, state: State, directive: Capture, action: ReadBack) -> State:
    moves.line("noted")
    dialogue = state.dialogue
    aside = Aside(directive, dialogue.field, read_back=action, waits=True)
    following = _after(moves, dialogue, directive)
    state = replace(state, dialogue=replace(dialogue, asides=(*dialogue.asides, aside)))
    return _begin(moves, state, following)


def resume(moves: Moves, state: State, event: CaptureEvent) -> State:
    """Come back to the field that was put aside last; a `Silence` asks its question again."""
    dialogue = state.dialogue
    *others, aside = dialogue.asides
    dialogue = replace(
        dialogue,
        asides=tuple(others),
        directive=aside.directive,
        field=replace(aside.field, silences=0),
        settled=aside.settled,
        joint=False,
    )
    state = capture(moves, replace(state, dialogue=dialogue), event)
    if state.dialogue.directive != aside.directive:
        return state
    field = replace(state.dialogue.field, silences=0)  # coming back to it was no silence
    return replace(state, dialogue=replace(state.dialogue, field=field))


def heard_back(moves: Moves, state: State, readback: int, *, whole: bool) -> State:
    """Tell the primitives how much of a read-back was heard; a cut one confirms nothing."""
    kind = ReadBackFinished if whole else ReadBackCut
    aside = waiting(state.dialogue)
    if state.dialogue.joint and aside is not None:
        primitive = PRIMITIVES[aside.directive.primitive]
        event = kind(readback=aside.field.readback)
        field, _ = primitive.step(aside.field, event, context(moves, state, aside.directive))
        asides = (*state.dialogue.asides[:-1], replace(aside, field=field))
        state = replace(state, dialogue=replace(state.dialogue, asides=asides))
    return capture(moves, state, kind(readback=readback))


def outlook(moves: Moves, state: State, text: str) -> Outlook:
    """Judge what the caller's turn so far could still become, for the field being asked."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return Outlook.OPEN if text.strip() else Outlook.EMPTY
    primitive = PRIMITIVES[directive.primitive]
    return primitive.outlook(state.dialogue.field, text, context(moves, state, directive))


def hints(moves: Moves, state: State) -> tuple[str, ...]:
    """Return what the recogniser should expect now."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return ()
    knows = context(moves, state, directive)
    return PRIMITIVES[directive.primitive].hints(state.dialogue.field, knows)
