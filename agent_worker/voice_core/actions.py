"""What a primitive wants, carried out: a sentence for the reply, a fact for the record."""

from types import MappingProxyType
from typing import Final, assert_never

from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Confirmed,
    Declined,
    GaveUp,
    NoteHeard,
    NoteRepaired,
    ReadBack,
)
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import Aside
from objective_engine.directives import Capture
from objective_engine.engine import Result
from spine.events.call import (
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureHeard,
    CaptureReadBack,
    CaptureRepaired,
)


def carry_out(
    moves: Moves, directive: Capture, action: Action, waiting: Aside | None
) -> Result | None:
    """Say it or write it down; return the objective's result where the field's life is over.

    Args:
        moves: The step's.
        directive: The field that the primitive captures.
        action: What the primitive wants.
        waiting: A field whose value is read back together with this one's.
    """
    name, at_ms = directive.field, moves.at_ms
    match action:
        case Ask(phrase=phrase, slots=slots):
            label = ("label", name.rpartition(".")[2].replace("_", " "))
            moves.line(worded(moves, phrase, directive), *slots, label, ("unit", directive.unit))
        case ReadBack():
            _read_back(moves, directive, action, waiting)
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


def worded(moves: Moves, phrase: str, directive: Capture) -> str:
    """Return the phrase that asks for this field, where the bank has one of its own.

    The bank's words for a field are the same for every tenant; a part of a message is known by the
    last word of its name. A yes or no, and letters or digits, can be about anything: they are asked
    for by the field's name, and a quantity by what it counts.
    """
    phrases = moves.core.locale.phrases
    own = directive.field.rpartition(".")[2]
    kinds = (own, "unit", "field") if directive.unit else (own, "field")
    return next((one for kind in kinds if (one := f"{phrase}_{kind}") in phrases), phrase)


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


def _read_back(moves: Moves, directive: Capture, action: ReadBack, waiting: Aside | None) -> None:
    """Say a value, or two in one breath; a barge-in before the last of them voids both."""
    phrase, slots = action.phrase, action.slots
    joint = together(directive, action, waiting)
    if joint and waiting is not None:
        _decide_read_back(moves, waiting.directive, waiting.read_back)
        phrase, slots = joint, (*waiting.read_back.slots, *slots)
    _decide_read_back(moves, directive, action)
    reply = moves.reply
    first = len(reply.lines)
    moves.line(phrase, *slots)
    values = [at for at, line in enumerate(reply.lines) if at >= first and line.personal]
    reply.readback = action.readback
    reply.joint = bool(joint)
    reply.value_line = values[-1] if values else len(reply.lines) - 1
    reply.awaits_yes = True


def together(directive: Capture, action: ReadBack, waiting: Aside | None) -> str:
    """Return the phrase that reads both values back in one breath; empty where they are not.

    A value that was just corrected, or that needs code words, is read back alone.
    """
    plain = action.phrase == f"{directive.primitive}_readback" and action.level <= PLAIN_LEVEL
    if waiting is None or not plain:
        return ""
    return IN_ONE_BREATH.get((waiting.directive.primitive, directive.primitive), "")


PLAIN_LEVEL: Final = 2
"""In groups, or digit by digit."""
IN_ONE_BREATH: Final = MappingProxyType({("name", "phone"): "name_and_phone"})
"""By the primitive that waits and the one that follows it."""


def _decide_read_back(moves: Moves, directive: Capture, action: ReadBack) -> None:
    moves.decide(
        CaptureReadBack(
            at_ms=moves.at_ms,
            field=directive.field,
            value=action.value,
            readback=action.readback,
            level=action.level,
        )
    )
