"""Between Level 2, which says what to achieve, and the primitives, each of which gets one field."""

from typing import assert_never

import msgspec

from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    Context,
    Declined,
    FieldState,
    GaveUp,
    NoteHeard,
    NoteRepaired,
    Outlook,
    ReadBack,
)
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import State
from objective_engine.directives import Capture, Finish, Greet
from objective_engine.engine import Result, apply, next_directive
from spine.events.call import (
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureHeard,
    CaptureReadBack,
    CaptureRepaired,
    CaptureStarted,
    ObjectiveBegun,
    ObjectiveEnded,
)


def context(moves: Moves, state: State) -> Context:
    """Return what a primitive may know besides what the caller says."""
    return Context(locale=moves.core.locale, local_time=state.local_time, caller_id=state.caller_id)


def advance(moves: Moves, state: State) -> State:
    """Ask Level 2 what is next and begin it."""
    dialogue = state.dialogue
    directive = next_directive(moves.graph, dialogue.progress)
    begun = ObjectiveBegun(at_ms=moves.at_ms, objective=directive.objective)
    moves.decide(begun)
    dialogue = msgspec.structs.replace(
        dialogue,
        directive=directive,
        field=FieldState(),
        progress=apply(dialogue.progress, begun),
    )
    state = msgspec.structs.replace(state, dialogue=dialogue)
    match directive:
        case Greet():
            moves.line("notice")
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
    """Report to Level 2 what became of its directive, then begin the next one."""
    dialogue = state.dialogue
    if dialogue.directive is None:
        return state
    ended = ObjectiveEnded(at_ms=moves.at_ms, objective=dialogue.directive.objective, result=result)
    moves.decide(ended)
    dialogue = msgspec.structs.replace(dialogue, progress=apply(dialogue.progress, ended))
    return advance(moves, msgspec.structs.replace(state, dialogue=dialogue))


def capture(moves: Moves, state: State, event: CaptureEvent) -> State:
    """Give an event to the primitive of the field that is being captured, if any."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return state
    primitive = PRIMITIVES[directive.primitive]
    field, actions = primitive.step(state.dialogue.field, event, context(moves, state))
    dialogue = msgspec.structs.replace(state.dialogue, field=field)
    state = msgspec.structs.replace(state, dialogue=dialogue)
    for action in actions:
        result = _carry_out(moves, directive, action)
        if result is not None:
            return end_objective(moves, _keep(state, directive), result)
    return state


def _carry_out(moves: Moves, directive: Capture, action: Action) -> Result | None:
    """Say it or write it down; return the objective's result where the field's life is over."""
    name, at_ms = directive.field, moves.at_ms
    match action:
        case Ask(phrase=phrase, slots=slots):
            moves.line(phrase, *slots)
        case ReadBack():
            _read_back(moves, directive, action)
        case NoteHeard() | NoteRepaired():
            _note(moves, directive, action)
        case Confirmed(value=value):
            moves.decide(CaptureConfirmed(at_ms=at_ms, field=name, value=value))
            return "met"
        case Declined():
            moves.decide(CaptureDeclined(at_ms=at_ms, field=name))
            return "declined"
        case GaveUp(reason=reason, partial=partial):
            moves.decide(CaptureFailed(at_ms=at_ms, field=name, reason=reason, partial=partial))
            return "exhausted"
        case _:
            assert_never(action)
    return None


def _note(moves: Moves, directive: Capture, note: NoteHeard | NoteRepaired) -> None:
    if isinstance(note, NoteRepaired):
        repaired = CaptureRepaired(
            at_ms=moves.at_ms, field=directive.field, operation=note.operation, value=note.value
        )
        moves.decide(repaired)
        return
    heard = CaptureHeard(
        at_ms=moves.at_ms,
        field=directive.field,
        raw=note.raw,
        value=note.value,
        buffer=note.buffer,
        inferred=note.inferred,
    )
    moves.decide(heard)


def _read_back(moves: Moves, directive: Capture, action: ReadBack) -> None:
    moves.decide(
        CaptureReadBack(
            at_ms=moves.at_ms,
            field=directive.field,
            value=action.value,
            readback=action.readback,
            level=action.level,
        )
    )
    first = len(moves.reply.lines)
    moves.line(action.phrase, *action.slots)
    reply = moves.reply
    values = [at for at, line in enumerate(reply.lines) if at >= first and line.personal]
    reply.readback = action.readback
    reply.value_line = values[-1] if values else len(reply.lines) - 1
    reply.awaits_yes = True


def _keep(state: State, directive: Capture) -> State:
    dialogue = state.dialogue
    captured = (*dialogue.captured, (directive.field, dialogue.field))
    return msgspec.structs.replace(
        state, dialogue=msgspec.structs.replace(dialogue, captured=captured)
    )


def outlook(moves: Moves, state: State, text: str) -> Outlook:
    """Judge what the caller's turn so far could still become, for the field being asked."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return Outlook.OPEN if text.strip() else Outlook.EMPTY
    primitive = PRIMITIVES[directive.primitive]
    return primitive.outlook(state.dialogue.field, text, context(moves, state))


def hints(moves: Moves, state: State) -> tuple[str, ...]:
    """Return what the recogniser should expect now."""
    directive = state.dialogue.directive
    if not isinstance(directive, Capture):
        return ()
    return PRIMITIVES[directive.primitive].hints(state.dialogue.field, context(moves, state))
