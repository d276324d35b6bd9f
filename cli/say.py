"""`spotfunnel say`: talk to one primitive by typing, to try its grammar."""

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

from cyclopts import Parameter

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Ask,
    Begin,
    CaptureEvent,
    Context,
    FieldState,
    Heard,
    Keyed,
    Primitive,
    ReadBack,
    ReadBackFinished,
    Silence,
    Status,
)
from agent_worker.voice_core.phrases import render
from cli.capture_cases import NOW

OVER = frozenset({Status.CONFIRMED, Status.DECLINED, Status.FAILED})


def say(
    primitive: str,
    *,
    caller_id: str | None = None,
    state: str = "",
    ref: str = NOW,
    partials: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Type the caller's turns to one primitive; an empty line is silence, Ctrl-D ends.

    A line that begins with `#` presses the keys after it.
    Example: `spotfunnel say phone`

    Args:
        primitive: phone, email, address, datetime, name, confirm, dtmf, spelled, choice, dob,
            quantity or reason.
        caller_id: The network's number of the caller.
        state: Where the business is, such as NSW.
        ref: The present moment, ISO 8601.
        partials: Show after each word what the turn so far could still become.
    """
    if primitive not in PRIMITIVES:
        print(f"spotfunnel: no primitive {primitive!r}: {', '.join(PRIMITIVES)}", file=sys.stderr)
        return 2
    context = Context(locale=read_locale(), local_time=ref, caller_id=caller_id, state=state)
    lines = _typed()
    for shown in talk(PRIMITIVES[primitive], context, lines, partials=partials):
        print(shown, flush=True)
    return 0


def _typed() -> Iterator[str]:
    for line in sys.stdin:
        yield line.rstrip("\n")


def talk(
    primitive: Primitive, context: Context, lines: Iterable[str], *, partials: bool
) -> Iterator[str]:
    """Give typed lines to a primitive and return what it says and holds after each."""
    state, shown = _step(primitive, FieldState(), Begin(), context)
    yield from shown
    for line in lines:
        if partials:
            yield from _outlooks(primitive, state, line, context)
        for event in _events(line):
            state, shown = _step(primitive, state, event, context)
            yield from shown
        if state.status in OVER:
            return


def _events(line: str) -> Iterator[CaptureEvent]:
    if line.startswith("#"):
        yield from (Keyed(key=key) for key in line[1:] + "#" if key in "0123456789*#")
    elif line.strip():
        yield Heard(texts=(line,))
    else:
        yield Silence()


def _outlooks(
    primitive: Primitive, state: FieldState, line: str, context: Context
) -> Iterator[str]:
    words = line.split()
    for size in range(1, len(words) + 1):
        part = " ".join(words[:size])
        yield f"    {primitive.outlook(state, part, context).value:<8} {part}"


def _step(
    primitive: Primitive, state: FieldState, event: CaptureEvent, context: Context
) -> tuple[FieldState, list[str]]:
    state, actions = primitive.step(state, event, context)
    shown = []
    for action in actions:
        if isinstance(action, Ask | ReadBack):
            said = render(context.locale, action.phrase, action.slots)
            shown.append("agent: " + " ".join(line.text for line in said))
        if isinstance(action, ReadBack):
            state, _ = primitive.step(state, ReadBackFinished(action.readback), context)
    held = state.value or state.buffer or "-"
    return state, [*shown, f"       [{state.status.value}] {held}"]
