"""Putting callers through: only an answer is a success, and nothing a caller says undoes it."""

import pytest

from agent_worker.voice_core import timers
from agent_worker.voice_core.effects import HangUp, StartTimer
from spine.events.call import CallerSilent, HoursClassed, PersonWanted
from spine.events.inputs import (
    CallerHungUp,
    HearingFailed,
    PlayoutStopped,
    TimerFired,
    TransferAnswered,
    TransferFailed,
)
from tests.fakes.trade_call import NIGHT, TradeCall

PLUMBER = "harbourside-plumbing"
NUMBER = "oh four nine one five seven oh one five six"


@pytest.fixture
def call() -> TradeCall:
    """A call in which the caller has asked for a person; the sentence is being said."""
    call = TradeCall(PLUMBER)
    call.answered()
    call.says("can I speak to a person please")
    return call


def test_whoever_is_first_is_rung_while_the_caller_is_told(call: TradeCall) -> None:
    assert call.said == "I'm putting you through to the owner now."
    assert [(one.contact, one.number, one.attempt) for one in call.rung] == [
        ("owner", "+61491570006", 1)
    ]
    assert len(list(call.of(PersonWanted))) == 1
    assert call.signals == ["person"]


def test_only_an_answer_is_a_success_and_the_two_are_left_alone(call: TradeCall) -> None:
    call.play_out()
    assert "person.owner" not in call.results
    call.answers()

    assert call.results["person.owner"] == "met"
    assert call.ended == ("transferred", "agent")
    hung_up = [one for one in call.effects if isinstance(one, HangUp)]
    assert hung_up == [HangUp("transferred", joined=True)]
    assert call.replays()


def test_the_next_is_rung_and_then_a_message_is_taken(call: TradeCall) -> None:
    call.play_out()
    call.rings_out()
    assert call.said.startswith("Sorry, I couldn't get through. I'm putting you through to whoever")
    call.play_out()
    call.rings_out("busy")
    assert call.said == "Sorry, I couldn't get through. What would you like me to pass on?"
    call.play_out()
    call.tells("please call me about my bathroom", "Tom Harris", "yes", NUMBER)
    call.says("yes")

    assert call.said == "Thanks. I'll pass that on. Bye for now."
    call.play_out()
    assert call.kept == {
        "person.message.words": "please call me about my bathroom",
        "person.message.name": "Tom Harris",
        "person.message.phone": "+61491570156",
    }
    assert call.results["person.message"] == "met"
    assert call.ended == ("message", "agent")
    assert call.replays()


def test_where_no_line_can_ring_nobody_is_promised_twice(call: TradeCall) -> None:
    call.put(TransferFailed, attempt=1, code="not_available")
    assert call.said == "I'm putting you through to the owner now."
    call.play_out()

    assert call.said == "Sorry, I couldn't get through. What would you like me to pass on?"
    assert len(call.rung) == 1
    assert call.results["person.on_call"] == "failed"


def test_the_caller_may_cut_the_sentence_but_not_the_ringing(call: TradeCall) -> None:
    utterance = call.state.utterance
    assert utterance is not None
    call.starts()
    call.stops("actually no hang on a minute")
    call.put(PlayoutStopped, 10, utterance=utterance.id, position_ms=300, lines_done=0)
    call.put_endpoint()

    assert call.given_up == []
    assert "person.owner" not in call.results
    call.answers()
    assert call.ended == ("transferred", "agent")


def test_a_failure_while_the_caller_speaks_waits_for_the_end_of_the_turn(call: TradeCall) -> None:
    call.play_out()
    call.starts()
    call.put(TransferFailed, attempt=1, code="busy")
    assert "person.owner" not in call.results
    call.stops("are you still there")
    call.put_endpoint()

    assert call.results["person.owner"] == "failed"
    assert call.said.startswith("Sorry, I couldn't get through.")


def test_nobody_waits_for_three_seconds_in_silence(call: TradeCall) -> None:
    said = []
    for _ in range(6):
        call.play_out()
        waits = [one for one in call.effects if isinstance(one, StartTimer)]
        silence = [one.due_ms for one in waits if one.timer == timers.SILENCE][-1]
        assert silence - call.ms < 3_000
        call.put(TimerFired, silence - call.ms, timer=timers.SILENCE)
        said.append(call.said)

    assert set(said) == {"It's still ringing.", "Still trying for you.", "Thanks for waiting."}
    assert not list(call.of(CallerSilent))


def test_a_contact_who_never_answers_is_given_up(call: TradeCall) -> None:
    call.play_out()
    call.put(TimerFired, timers.TRANSFER_MS, timer=timers.TRANSFER)
    assert call.given_up == [1]
    assert call.results["person.owner"] == "failed"
    assert [one.attempt for one in call.rung] == [1, 2]
    call.put(TransferAnswered, attempt=1)
    call.put(TransferFailed, attempt=1, code="late")

    assert "person.on_call" not in call.results


def test_a_deaf_agent_lets_it_ring(call: TradeCall) -> None:
    call.play_out()
    call.put(HearingFailed, code="gone")
    call.answers()

    assert call.ended == ("transferred", "agent")


def test_an_answer_to_nothing_changes_nothing() -> None:
    call = TradeCall(PLUMBER)
    call.answered()
    before = call.state
    call.put(TransferAnswered, attempt=0)
    call.put(TransferAnswered, attempt=1)
    call.put(TransferFailed, attempt=0, code="busy")

    assert call.state == before


def test_out_of_hours_only_who_may_be_rung_then_is_rung() -> None:
    call = TradeCall(PLUMBER, NIGHT)
    call.answered()
    call.says("get me a real person")

    assert [one.contact for one in call.rung] == ["on_call"]


def test_who_may_be_rung_is_judged_when_it_is_wished() -> None:
    call = TradeCall(PLUMBER, "2026-11-24T16:59:30+11:00")
    call.answered()
    call.ms += 60_000
    call.says("get me a real person")

    assert [one.contact for one in call.rung] == ["on_call"]
    classed = [(one.time, one.reachable) for one in call.of(HoursClassed)]
    assert classed == [("open", ("owner", "on_call")), ("closed", ("on_call",))]


def test_a_caller_who_hangs_up_while_it_rings_ends_the_call(call: TradeCall) -> None:
    call.play_out()
    call.put(CallerHungUp)

    assert call.ended[1] == "caller"
