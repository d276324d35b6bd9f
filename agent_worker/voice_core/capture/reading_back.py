"""A value said back: at once where it can be, else part by part, each with its own yes (R9)."""

import msgspec

from agent_worker.voice_core.capture import breath
from agent_worker.voice_core.capture.contract import Context, FieldState, ReadBack, Step
from agent_worker.voice_core.capture.grammar import Grammar, Slots

replace = msgspec.structs.replace


def begun(grammar: Grammar, state: FieldState, changed: str, context: Context) -> Step:
    """Read a value back from its beginning; what changed is said first where there is time."""
    spoken = _spoken(grammar, state, context)
    state = replace(state, parts=_parts(grammar, spoken, changed, context))
    name, first = grammar.plan.name, state.parts[0]
    if state.method == "caller_id":
        return again(grammar, state, f"{name}_caller_id")
    if changed and _fits(f"{name}_changed", _slots(name, first, changed), context):
        return again(grammar, state, f"{name}_changed", changed)
    return again(grammar, state, f"{name}_part" if len(state.parts) > 1 else f"{name}_readback")


def again(grammar: Grammar, state: FieldState, phrase: str, changed: str = "") -> Step:
    """Say the part whose turn it is by this phrase."""
    state = replace(state, readback=state.readback + 1)
    said = ReadBack(
        phrase=phrase,
        slots=_slots(grammar.plan.name, state.parts[0], changed),
        value=f"{state.value}{state.extra}",
        readback=state.readback,
        level=state.level,
    )
    return state, (said,)


def in_parts(grammar: Grammar, state: FieldState, context: Context) -> bool:
    """Whether what was said last is only a part of the value."""
    return bool(state.parts) and state.parts != (_spoken(grammar, state, context),)


def _spoken(grammar: Grammar, state: FieldState, context: Context) -> str:
    return grammar.spoken(f"{state.value}{state.extra}", state.level, context)


def _slots(name: str, spoken: str, changed: str) -> Slots:
    return ((name, spoken), ("changed", changed)) if changed else ((name, spoken),)


def _parts(grammar: Grammar, spoken: str, changed: str, context: Context) -> tuple[str, ...]:
    name = grammar.plan.name
    whole = f"{name}_changed" if changed else f"{name}_readback"
    if f"{name}_part" not in context.locale.phrases:
        return (spoken,)
    if _fits(whole, _slots(name, spoken, changed), context):
        return (spoken,)

    def fits(text: str, at: int) -> bool:
        before = "" if at else changed
        phrase = f"{name}_changed" if before else f"{name}_part"
        return _fits(phrase, _slots(name, text, before), context)

    return breath.divided(spoken, grammar.plan.seam, fits)


def _fits(phrase: str, slots: Slots, context: Context) -> bool:
    """Whether a phrase is said within the time that the bank allows it."""
    entry = context.locale.phrases[phrase]
    return breath.spoken_ms(entry.text.format_map(dict(slots))) <= entry.max_ms
