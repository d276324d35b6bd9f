"""Between Level 2, which says what to achieve, and the primitives, each of which gets one field."""

from typing import Final, assert_never

import msgspec

from agent_worker.voice_core import actions, told
from agent_worker.voice_core.acts import parts, saying, transfer
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Begin,
    CaptureEvent,
    FieldState,
    Outlook,
    ReadBack,
    ReadBackCut,
    ReadBackFinished,
    Silence,
    Status,
)
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.standing import (
    context,
    put_by,
    settle,
    tell,
    told_time,
    volunteered,
    waiting,
)
from agent_worker.voice_core.state import Aside, Captured, Dialogue, State
from agent_worker.voice_core.told import Wanted
from objective_engine.directives import (
    Answer,
    Book,
    Capture,
    Change,
    Finish,
    Greet,
    Inform,
    TakeMessage,
    Transfer,
)
from objective_engine.engine import Result, apply
from spine.events.call import (
    CaptureConfirmed,
    CaptureStarted,
    ObjectiveBegun,
    ObjectiveEnded,
)

replace = msgspec.structs.replace

NOTICE_NAME_CHARS: Final = 24
"""A longer name would make the notice last over three seconds: it is said after it."""


def advance(moves: Moves, state: State) -> State:
    """Ask Level 2 what is next and begin it."""
    state = told_time(moves, state)
    return _begin(moves, state, told.next_to_do(moves.graph, state.dialogue.progress))


def turn_away(moves: Moves, state: State) -> State | None:
    """Turn to what Level 2 wants by now, if that is something else; what is left is kept.

    Nobody is turned away from while they are rung.
    """
    dialogue = state.dialogue
    if not isinstance(dialogue.directive, Capture):
        return None
    wanted = told.next_to_do(moves.graph, dialogue.progress)
    current = (dialogue.directive, *(aside.directive for aside in dialogue.asides))
    if wanted.objective in {one.objective for one in current}:
        return None
    return advance(moves, put_by(state))


def _begin(moves: Moves, state: State, wanted: Wanted) -> State:
    begun = ObjectiveBegun(at_ms=moves.at_ms, objective=wanted.objective)
    state = tell(moves, state, begun)
    dialogue = replace(
        state.dialogue, directive=wanted, act=None, field=FieldState(), settled=False
    )
    state = replace(state, dialogue=dialogue)
    match wanted:
        case Greet():
            short = len(moves.graph.spoken_name) <= NOTICE_NAME_CHARS
            moves.line("notice" if short else "notice_alone")
        case Capture():
            return _start(moves, state, wanted)
        case TakeMessage() | Book() | Change():
            return _next_part(moves, replace(state, dialogue=replace(dialogue, act=wanted)))
        case Transfer() if dialogue.no_line:
            return end_objective(moves, state, "failed")
        case Transfer():
            return transfer.ring(moves, state, wanted)
        case Answer() | Inform():
            saying.say(moves, wanted)
            return advance(moves, settle(moves, state, "met"))
        case Finish(outcome=outcome):
            close(moves, outcome)
        case _:
            assert_never(wanted)
    return state


def _start(moves: Moves, state: State, directive: Capture) -> State:
    """Begin a field, or go on with it where it was left."""
    dialogue = replace(state.dialogue, directive=directive)
    held = next((one for one in dialogue.held if one.directive == directive), None)
    if held is not None:
        others = tuple(one for one in dialogue.held if one is not held)
        field = replace(held.field, silences=0)
        state = replace(state, dialogue=replace(dialogue, held=others, field=field))
        return _asked_again(moves, state, directive)
    started = CaptureStarted(
        at_ms=moves.at_ms, field=directive.field, primitive=directive.primitive
    )
    moves.decide(started)
    state = replace(state, dialogue=replace(dialogue, field=FieldState()))
    return capture(moves, state, Begin(volunteered=volunteered(dialogue, directive)))


def _asked_again(moves: Moves, state: State, directive: Capture) -> State:
    """Ask for a field again where it was; to come back to it is no silence."""
    state = capture(moves, state, Silence())
    if state.dialogue.directive != directive:
        return state
    field = replace(state.dialogue.field, silences=0)
    return replace(state, dialogue=replace(state.dialogue, field=field))


def _next_part(moves: Moves, state: State) -> State:
    """Ask for the next field of an act; once there is none, say what became of it."""
    act = state.dialogue.act
    if act is None:
        return state
    part = parts.next_part(act, moves.graph, state.dialogue)
    if part is not None:
        return _start(moves, state, part)
    result = parts.result(act, moves.graph, state.dialogue)
    value = parts.value(act)
    if result == "met" and value is not None:
        moves.line("requested")
        confirmed = CaptureConfirmed(at_ms=moves.at_ms, field=value[0], value=value[1])
        state = tell(moves, state, confirmed)
    return end_objective(moves, state, result)


def close(moves: Moves, outcome: str) -> None:
    """Say the closing sentence of an outcome; the call ends when it has been played."""
    named = f"close_{outcome}"
    moves.line(named if named in moves.core.locale.phrases else "close")
    moves.reply.outcome = outcome


def end_objective(moves: Moves, state: State, result: Result) -> State:
    """Report to Level 2 what became of its directive, then go on with what is next."""
    if state.dialogue.directive is None:
        return state
    state = settle(moves, state, result)
    return resume(moves, state, Silence()) if state.dialogue.asides else advance(moves, state)


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
    field, noted = dialogue.field, result == "met" and dialogue.field.status is Status.HEARD
    if noted:
        field = replace(field, status=Status.CONFIRMED)
    captured = (*dialogue.captured, Captured(directive, field))
    state = replace(state, dialogue=replace(dialogue, captured=captured, joint=False, noted=noted))
    if joint and result == "met" and dialogue.answer is not None:
        return resume(moves, settle(moves, state, result), dialogue.answer)
    if dialogue.act is not None:
        return _next_part(moves, state)
    return end_objective(moves, state, result)


def _can_wait(moves: Moves, state: State, directive: Capture, action: ReadBack) -> bool:
    """Whether this read-back can be left for the next field's, to be said in one breath."""
    dialogue = state.dialogue
    first = action.readback == 1 and action.phrase == f"{directive.primitive}_readback"
    if not first or action.level > 1 or dialogue.settled or dialogue.asides or dialogue.act:
        return False
    following = _after(moves, dialogue, directive)
    return (
        isinstance(following, Capture)
        and (directive.primitive, following.primitive) in actions.IN_ONE_BREATH
    )


def _after(moves: Moves, dialogue: Dialogue, directive: Capture) -> Wanted:
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
    state = replace(state, dialogue=dialogue)
    if isinstance(event, Silence):
        return _asked_again(moves, state, aside.directive)
    return capture(moves, state, event)


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
