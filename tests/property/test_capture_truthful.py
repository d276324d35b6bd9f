"""A truthful caller, even a badly heard one, never has a wrong value committed."""

from collections import Counter
from random import Random

import phonenumbers
import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    Context,
    FieldState,
    Heard,
    Keyed,
    ReadBack,
    ReadBackFinished,
)
from agent_worker.voice_core.phrases import render
from tests.property.speech import address, date_time, email, phone
from tests.property.speech.caller import Caller, Turn

LOCALE = read_locale()
CONTEXT = Context(locale=LOCALE, local_time="2026-11-23T09:00:00+11:00")
TURNS = 25


def random_value(kind: str, random: Random) -> str:
    if kind != "phone":
        make = {
            "email": email.random_email,
            "address": address.random_address,
            "datetime": date_time.random_time,
        }
        return make[kind](random)
    while True:
        number = phone.random_number(random)
        e164 = "+61" + number.removeprefix("0")
        if phonenumbers.is_valid_number(phonenumbers.parse(e164)):
            return number


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
    primitive = PRIMITIVES[kind]
    state, actions = primitive.step(FieldState(), Begin(), CONTEXT)
    listener = Listener()
    for _ in range(TURNS):
        said = [one for one in actions if isinstance(one, Ask | ReadBack)]
        ended = next((one for one in actions if isinstance(one, Confirmed)), None)
        if ended is not None:
            return "confirmed", ended.value
        if state.status.value in {"failed", "declined"}:
            return state.status.value, ""
        last = said[-1]
        if isinstance(last, ReadBack):
            state, _ = primitive.step(state, ReadBackFinished(last.readback), CONTEXT)
        turn = caller.answer(listener.hears(last, state))
        actions = ()
        if len(state.parts) > 1:
            turn = Turn("yes")
        events: list[CaptureEvent] = [Keyed(key) for key in turn.keys]
        for event in events or [Heard((turn.said or "um",))]:
            state, more = primitive.step(state, event, CONTEXT)
            actions = more or actions
        actions = actions or _again(said)
    return "endless", ""


def _again(said: list[Ask | ReadBack]) -> tuple[Action, ...]:
    return (said[-1],)


def outcomes(kind: str, calls: int, rate: float) -> Counter[str]:
    random = Random(f"{kind} {rate}")
    counted: Counter[str] = Counter()
    for _ in range(calls):
        value = random_value(kind, random)
        how, got = hold(kind, Caller(kind, value, random, rate))
        wanted = f"+61{value.removeprefix('0')}" if kind == "phone" else value
        counted["wrong" if how == "confirmed" and got != wanted else how] += 1
    return counted


@pytest.mark.parametrize("kind", ["phone", "email", "address", "datetime"])
@pytest.mark.parametrize("rate", [0.0, 0.05, 0.15])
def test_a_truthful_caller_never_has_a_wrong_value_committed(kind: str, rate: float) -> None:
    counted = outcomes(kind, 150, rate)
    assert counted["wrong"] == 0
    assert counted["endless"] == 0
    assert counted["confirmed"] >= (145 if rate == 0.0 else 90)
