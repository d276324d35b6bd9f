"""Interruptions are reversible: a cough is talked over, real words stop us."""

import pytest

from agent_worker.voice_core.effects import Duck, Pause, Resume, Say, Stop
from agent_worker.voice_core.turns import Turn
from spine.events.call import AgentYielded, TurnHeard
from spine.events.inputs import PartialHeard, PlayoutDone, PlayoutStopped, TimerFired
from spine.ids import SegmentId
from tests.fakes.core_call import CoreCall


@pytest.fixture
def call(plumber: CoreCall) -> CoreCall:
    """A call in which the agent is asking for the name."""
    plumber.answered()
    plumber.says("a pipe has burst in the kitchen")
    assert plumber.state.turn is Turn.AGENT
    return plumber


def kinds(call: CoreCall) -> list[str]:
    return [event.how for event in call.of(AgentYielded)]


def test_a_cough_lowers_our_voice_and_lets_it_go_on(call: CoreCall) -> None:
    effects = call.starts()
    assert any(isinstance(effect, Duck) for effect in effects)

    effects = call.stops("", after_ms=200)

    assert any(isinstance(effect, Resume) for effect in effects)
    assert call.state.turn is Turn.AGENT
    assert kinds(call) == ["ducked", "resumed"]


def test_a_backchannel_over_a_statement_does_not_stop_us(call: CoreCall) -> None:
    call.starts()
    call.stops("mm-hm", after_ms=300)

    assert call.state.turn is Turn.AGENT
    assert not any(isinstance(effect, Stop) for effect in call.effects)


def test_a_long_sound_pauses_us_until_it_is_known(call: CoreCall) -> None:
    call.starts()
    effects = call.put(TimerFired, 400, timer="insist")
    assert any(isinstance(effect, Pause) for effect in effects)

    effects = call.stops("", after_ms=800)

    assert any(isinstance(effect, Resume) for effect in effects)
    assert kinds(call) == ["ducked", "paused", "resumed"]


def test_real_words_stop_us_as_soon_as_they_are_guessed(call: CoreCall) -> None:
    call.starts()
    effects = call.put(PartialHeard, 300, segment=SegmentId(call.segment), text="hang on a second")

    assert any(isinstance(effect, Stop) for effect in effects)
    assert call.state.turn is Turn.CALLER


def test_words_over_us_are_heard_as_a_turn(call: CoreCall) -> None:
    said = call.state.utterance
    assert said is not None
    call.starts()
    call.stops("my name is Tom Harris")
    call.put(PlayoutStopped, 10, utterance=said.id, position_ms=500, lines_done=0)
    call.put(TimerFired, 2_000, timer="endpoint")

    assert [turn.texts[0] for turn in call.of(TurnHeard)][-1] == "my name is Tom Harris"


def test_yeah_over_a_read_back_is_an_answer(call: CoreCall) -> None:
    call.play_out()
    call.says("Tom Harris")
    while "number" not in call.said:
        call.play_out()
        call.says("yes")
    call.play_out()
    call.says("oh four nine one five seven oh one five six")
    assert call.state.utterance is not None
    assert call.state.utterance.awaits_yes

    call.starts()
    call.stops("yeah", after_ms=300)

    assert any(isinstance(effect, Stop) for effect in call.effects)


def test_speech_that_outlasts_our_sentence_becomes_the_callers_turn(call: CoreCall) -> None:
    said = call.state.utterance
    assert said is not None
    call.starts()
    call.put(PlayoutDone, 300, utterance=said.id)
    before = call.state.turn
    call.stops("Tom Harris")

    assert (before, call.state.turn) == (Turn.CALLER, Turn.HOLDING)


def test_the_notice_cannot_be_stopped_and_what_is_said_over_it_is_acted_on(
    plumber: CoreCall,
) -> None:
    plumber.put_answer()
    plumber.starts()
    plumber.stops("my toilet is blocked")
    assert not any(isinstance(effect, Duck | Stop) for effect in plumber.effects)

    plumber.play_out()
    assert len([one for one in plumber.effects if isinstance(one, Say)]) == 1
    plumber.put(TimerFired, 2_000, timer="endpoint")

    assert [turn.texts[0] for turn in plumber.of(TurnHeard)] == ["my toilet is blocked"]
    assert "help" not in plumber.said
