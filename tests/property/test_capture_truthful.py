"""A truthful caller, even a badly heard one, never has a wrong value committed."""

from collections import Counter
from random import Random

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    FieldState,
    Heard,
    Keyed,
    ReadBack,
    ReadBackFinished,
    Silence,
)
from agent_worker.voice_core.phrases import render
from cli.capture_cases import context_of
from tests.property.capture_kinds import spoken_case
from tests.property.speech.caller import Caller, Turn
from tests.property.speech.kinds import KINDS
from tests.property.speech.reason import alike

LOCALE = read_locale()
TURNS = 25


class Listener:
    """Puts the parts of a long value together; judges it when the last of them is read back."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def hears(self, last: Ask | ReadBack, state: FieldState) -> str:
        asked = " ".join(line.text for line in render(LOCALE, last.phrase, last.slots))
        if isinstance(last, Ask):
            return asked
        if not last.phrase.endswith("_next"):
            self.parts = []
        self.parts.append(last.slots[0][1])
        whole = not self.parts[1:] and len(state.parts) == 1
        return asked if whole else f"{', '.join(self.parts)}. Is that right?"


def hold(kind: str, caller: Caller) -> tuple[str, str]:
    """Hold one field's dialogue; return how it ended and the value."""
    context = context_of(spoken_case(kind), LOCALE)
    primitive = PRIMITIVES[KINDS[kind].primitive]
    state, actions = primitive.step(FieldState(), Begin(), context)
    listener = Listener()
    for _ in range(TURNS):
        said = [one for one in actions if isinstance(one, Ask | ReadBack)]
        ended = next((one for one in actions if isinstance(one, Confirmed)), None)
        if state.status.value in {"failed", "declined"}:
            return state.status.value, ""
        asked = listener.hears(said[-1], state) if said else ""
        if ended is not None and (not said or caller.agrees(asked)):
            return "confirmed", ended.value
        if isinstance(said[-1], ReadBack):
            state, _ = primitive.step(state, ReadBackFinished(said[-1].readback), context)
        turn = caller.answer(asked)
        actions = ()
        if len(state.parts) > 1:
            turn = Turn("yes")
        events: list[CaptureEvent] = [Silence() if key == " " else Keyed(key) for key in turn.keys]
        for event in events or [Heard((turn.said or "um",))]:
            state, more = primitive.step(state, event, context)
            actions = more or actions
        actions = actions or _again(said)
    return "endless", ""


def _again(said: list[Ask | ReadBack]) -> tuple[Action, ...]:
    return (said[-1],)


def outcomes(kind: str, calls: int, rate: float) -> Counter[str]:
    random = Random(f"{kind} {rate}")
    counted: Counter[str] = Counter()
    for _ in range(calls):
        value = KINDS[kind].make(random)
        how, got = hold(kind, Caller(kind, value, random, rate))
        counted["wrong" if how == "confirmed" and not _is(kind, got, value) else how] += 1
    return counted


def _is(kind: str, got: str, value: str) -> bool:
    """Whether what was committed is what the caller has in mind, a reason as far as it was heard.

    A correction, if it is not heard as one, is a no; a caller who answers neither yes nor no may
    at last press the key for no.
    """
    if kind == "reason":
        return alike(value, got)
    if kind == "confirm":
        return got == value or (got == "no" and value in {"correction", "unclear"})
    return got == KINDS[kind].normal(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [0.0, 0.05, 0.15])
def test_a_truthful_caller_never_has_a_wrong_value_committed(kind: str, rate: float) -> None:
    counted = outcomes(kind, 150, rate)
    assert counted["wrong"] == 0
    assert counted["endless"] == 0
    assert counted["confirmed"] >= (145 if rate == 0.0 else 90)
