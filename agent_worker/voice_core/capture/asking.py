"""What a field says next: questions, read-backs, other methods, and how it ends without a value."""

from typing import Final

import msgspec

from agent_worker.voice_core.capture import reading_back
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Confirmed,
    Context,
    Declined,
    FieldState,
    GaveUp,
    Status,
    Step,
)
from agent_worker.voice_core.capture.grammar import Grammar, Reading

replace = msgspec.structs.replace

MAX_ATTEMPTS: Final = 3
MAX_REFUSALS: Final = 2
MAX_SILENCES: Final = 2
MAX_UNCLEAR: Final = 2
YES_OR_NO: Final = "yes_or_no"
YES_NO_KEYS: Final = frozenset("12")


def ask(grammar: Grammar, context: Context, kind: str = "ask") -> tuple[Action, ...]:
    """Ask for the whole value, by the primitive's sentence or by the field's own label."""
    if context.label and kind == "ask":
        return (Ask(phrase="label_ask", slots=(("label", context.label),)),)
    return (Ask(phrase=f"{grammar.plan.name}_{kind}"),)


def why(grammar: Grammar, context: Context) -> tuple[Action, ...]:
    """Say what it is needed for, then ask again."""
    return (*ask(grammar, context, "why"), *ask(grammar, context))


def wait() -> tuple[Action, ...]:
    """Let the caller look for it."""
    return (Ask(phrase="take_your_time"),)


def afresh(state: FieldState) -> FieldState:
    """Forget the pieces."""
    return replace(state, buffer="", asking="", typed="", extra="")


def declined(state: FieldState) -> Step:
    """End: the caller would rather not say."""
    state = replace(state, status=Status.DECLINED, value=None, buffer="", pending=False)
    return state, (Declined(),)


def confirmed(state: FieldState) -> Step:
    """End: the value that was read back holds."""
    value = f"{state.value}{state.extra}"
    return replace(state, status=Status.CONFIRMED, pending=False), (Confirmed(value),)


def _heard(state: FieldState, reading: Reading) -> FieldState:
    """Hold a valid value; no question is open any more."""
    return replace(
        state,
        status=Status.HEARD,
        value=reading.value or "",
        buffer="",
        rivals=reading.rivals,
        inferred=reading.inferred,
        asking="",
        typed="",
    )


def noted(grammar: Grammar, state: FieldState, reading: Reading, context: Context) -> Step:
    """Say a sure value back; it holds, and stays open to a "no" that comes after all."""
    name, value = grammar.plan.name, reading.value or ""
    slots = ((name, grammar.spoken(value, 1, context)),)
    return _heard(state, reading), (Ask(phrase=f"{name}_noted", slots=slots), Confirmed(value))


def yes(grammar: Grammar, state: FieldState) -> Step:
    """Take a yes to what was read back: the value holds, or its next part is read back."""
    if len(state.parts) < 2:
        return confirmed(state)
    state = replace(state, asking="", pending=False, unclear=0, parts=state.parts[1:])
    return reading_back.again(grammar, state, f"{grammar.plan.name}_next")


def read_back(grammar: Grammar, state: FieldState, reading: Reading, context: Context) -> Step:
    """Say a valid value and ask whether it is right; what changed is said first."""
    state = replace(
        _heard(state, reading),
        extra=reading.extra,
        pending=False,
        level=min(max(reading.level, state.level), grammar.plan.top_level),
        unclear=0,
    )
    return reading_back.begun(grammar, state, reading.changed, context)


def read_back_again(grammar: Grammar, state: FieldState, context: Context, rung: int = 0) -> Step:
    """Say the same value, or the same part of it, again; all of it `rung` steps up the ladder."""
    level = min(state.level + rung, grammar.plan.top_level)
    state = replace(state, asking="", pending=False)
    if level == state.level and reading_back.in_parts(grammar, state, context):
        kind = "part" if len(state.parts) > 1 else "next"
        return reading_back.again(grammar, state, f"{grammar.plan.name}_{kind}")
    return reading_back.begun(grammar, replace(state, level=level), "", context)


def more(grammar: Grammar, state: FieldState, reading: Reading) -> Step:
    """Keep the pieces and ask for the rest."""
    state = replace(
        state,
        status=Status.AMBIGUOUS if reading.ambiguous else Status.PARTIAL,
        value=None,
        buffer=reading.buffer,
        inferred=reading.inferred,
        extra=reading.extra,
        asking=reading.asking,
        typed=state.typed if reading.asking == state.asking else "",
    )
    if reading.problem:
        return state, (Ask(phrase=reading.problem, slots=reading.slots),)
    name = grammar.plan.name
    pieces = grammar.pieces(reading.buffer)
    return state, (Ask(phrase=f"{name}_rest", slots=((name, pieces),)),)


def failed_attempt(grammar: Grammar, state: FieldState, reading: Reading, context: Context) -> Step:
    """Nothing came of a turn: ask again, or change the method."""
    status = Status.AMBIGUOUS if reading.ambiguous else Status.INVALID
    state = replace(
        state,
        status=status,
        value=None,
        buffer=reading.buffer,
        asking=reading.asking,
        typed=state.typed if reading.asking == state.asking else "",
        attempts=state.attempts + 1,
        pending=False,
    )
    if state.attempts >= MAX_ATTEMPTS:
        return other_method(grammar, state, context)
    if reading.problem:
        return state, (Ask(phrase=reading.problem, slots=reading.slots),)
    return state, ask(grammar, context, "again")


def refused(grammar: Grammar, state: FieldState, context: Context) -> Step:
    """The caller said no to a read-back and nothing more."""
    state = replace(
        state,
        status=Status.EMPTY,
        value=None,
        buffer="",
        extra="",
        rivals=(),
        inferred=(),
        asking="",
        pending=False,
        parts=(),
        refusals=state.refusals + 1,
        level=state.level + 1,
    )
    if state.refusals >= MAX_REFUSALS or state.method == "caller_id":
        return other_method(grammar, state, context)
    return state, ask(grammar, context, "again")


def other_method(grammar: Grammar, state: FieldState, context: Context) -> Step:
    """Voice has failed: offer the keys, then the network's number, then give up."""
    plan = grammar.plan
    fresh = replace(
        state,
        attempts=0,
        refusals=0,
        buffer="",
        value=None,
        asking="",
        extra="",
        level=1,
        rivals=(),
    )
    if state.status is Status.HEARD:
        fresh = replace(fresh, status=Status.EMPTY, parts=())
    if plan.keys and state.method == "voice":
        return replace(fresh, method="keys", asking=plan.keys_part), ask(grammar, context, "keys")
    if plan.caller_id and state.method != "caller_id" and context.caller_id is not None:
        offered = grammar.volunteered(context.caller_id, context)
        if offered.value is not None:
            offered = replace(offered, inferred=("caller_id",))
            return read_back(grammar, replace(fresh, method="caller_id"), offered, context)
    return gave_up(grammar, state)


def gave_up(grammar: Grammar, state: FieldState) -> Step:
    """End without a value, keeping the pieces."""
    partial = state.buffer.partition("|")[0]
    state = replace(state, status=Status.FAILED, value=None, pending=False)
    return state, (GaveUp(reason=grammar.plan.failure, partial=partial),)


def silent(grammar: Grammar, state: FieldState, context: Context) -> Step:
    """Nobody spoke: say the question again, twice at most."""
    state = replace(state, silences=state.silences + 1)
    if state.silences > MAX_SILENCES:
        return gave_up(grammar, state)
    if state.status is Status.HEARD:
        return read_back_again(grammar, state, context)
    if state.buffer and not state.asking:
        reading = Reading(buffer=state.buffer, extra=state.extra)
        return more(grammar, state, reading)
    return state, ask(grammar, context)
