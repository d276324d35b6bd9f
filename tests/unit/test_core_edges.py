"""What the core does where two things happen at once."""

import msgspec
import pytest

from agent_worker.voice_core import timers
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.dialogue import end_objective
from agent_worker.voice_core.effects import Pause, Resume, Say, Stop
from agent_worker.voice_core.foresight import foresee
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.redact_inputs import redact_input
from agent_worker.voice_core.redaction import NOTHING
from agent_worker.voice_core.step import begin
from agent_worker.voice_core.turns import Turn
from spine.events.call import (
    AgentYielded,
    CallEnded,
    CallerSilent,
    CallStarted,
    CaptureConfirmed,
    CaptureReadBack,
    TurnHeard,
)
from spine.events.inputs import (
    CallAnswered,
    FinalHeard,
    HearingFailed,
    KeyPressed,
    PartialHeard,
    PlayoutDone,
    PlayoutStopped,
    SpeechEnded,
    TimerFired,
)
from spine.ids import CallMs, SegmentId
from tests.fakes.core_call import CoreCall

MOBILE = "0491570156"


@pytest.fixture
def call(plumber: CoreCall) -> CoreCall:
    """A call in which the agent is asking for the name."""
    plumber.answered()
    plumber.says("a pipe has burst in the kitchen")
    return plumber


@pytest.fixture
def dictating(call: CoreCall) -> CoreCall:
    """A call in which the agent has asked for the number and the caller has the floor."""
    call.play_out()
    call.says("Tom Harris")
    while "number" not in call.said:
        call.play_out()
        call.says("yes")
    call.play_out()
    return call


def turn_of(call: CoreCall) -> Turn:
    return call.state.turn


def timer(call: CoreCall, name: str, after_ms: int = 0) -> None:
    call.put(TimerFired, after_ms, timer=name)


def guess(call: CoreCall, text: str, segment: int | None = None) -> None:
    call.put(PartialHeard, 100, segment=SegmentId(segment or call.segment), text=text)


# ------------------------------------------------------------------------------ guesses


def test_a_late_guess_at_an_earlier_segment_is_not_taken_for_the_present_one(
    dictating: CoreCall,
) -> None:
    dictating.starts()
    dictating.put(SpeechEnded, 900, segment=SegmentId(dictating.segment), silence_ms=250)
    first = dictating.segment
    dictating.starts()
    guess(dictating, "oh four nine one", first)
    dictating.put(FinalHeard, 50, segment=SegmentId(first), texts=("oh four nine one",))
    dictating.put(SpeechEnded, 900, segment=SegmentId(dictating.segment), silence_ms=250)
    timer(dictating, timers.ENDPOINT, 2_000)
    timer(dictating, timers.STUCK, 4_000)

    assert list(dictating.of(TurnHeard))[-1].texts == ("oh four nine one",)


def test_each_segment_that_never_becomes_final_is_taken_for_its_own_guess(
    dictating: CoreCall,
) -> None:
    for text in ("oh four nine one", "five seven oh one five six"):
        dictating.starts()
        guess(dictating, text)
        dictating.put(SpeechEnded, 900, segment=SegmentId(dictating.segment), silence_ms=250)
    timer(dictating, timers.ENDPOINT, 2_000)
    timer(dictating, timers.STUCK, 4_000)

    assert list(dictating.of(TurnHeard))[-1].texts == (
        "oh four nine one five seven oh one five six",
    )
    assert list(dictating.of(CaptureReadBack))[-1].value == "+61491570156"


def test_what_is_foreseen_knows_the_other_hypotheses(dictating: CoreCall) -> None:
    dictating.starts()
    dictating.put(SpeechEnded, 900, segment=SegmentId(dictating.segment), silence_ms=250)
    rivals = ("0491 570 156", "0491 570 157")
    dictating.put(FinalHeard, 50, segment=SegmentId(dictating.segment), texts=rivals)
    state = dictating.state
    lines = foresee(dictating.core, dictating.graph, state, CallMs(dictating.ms))
    timer(dictating, timers.ENDPOINT)

    said = [one for one in dictating.effects if isinstance(one, Say)][-1]
    assert said.lines == lines


def test_nothing_is_foreseen_while_we_speak(call: CoreCall) -> None:
    assert turn_of(call) is Turn.AGENT
    assert foresee(call.core, call.graph, call.state, CallMs(call.ms)) == ()


# --------------------------------------------------------------------------------- keys


def test_a_key_in_the_middle_of_a_turn_wins_over_the_words(dictating: CoreCall) -> None:
    dictating.starts()
    for key in MOBILE:
        dictating.put(KeyPressed, 100, key=key)

    assert turn_of(dictating) is Turn.AGENT
    assert not dictating.state.segments
    dictating.stops("no idea")
    assert turn_of(dictating) is Turn.AGENT
    assert list(dictating.of(CaptureReadBack))[-1].value == "+61491570156"


def test_a_key_over_our_lowered_voice_stops_it(dictating: CoreCall) -> None:
    dictating.says("oh four nine one")
    assert turn_of(dictating) is Turn.AGENT
    dictating.starts()
    assert turn_of(dictating) is Turn.DUCKED
    effects = dictating.put(KeyPressed, 100, key="0")

    assert any(isinstance(effect, Stop) for effect in effects)
    assert [one.how for one in dictating.of(AgentYielded)][-2:] == ["ducked", "stopped"]


def test_a_key_during_the_goodbye_changes_nothing(dictating: CoreCall) -> None:
    for _ in range(3):
        if dictating.state.utterance is not None:
            dictating.play_out()
        timer(dictating, timers.SILENCE, 6_000)
    assert "let you go" in dictating.said
    assert not dictating.put(KeyPressed, 100, key="0")
    dictating.play_out()

    assert [one.outcome for one in dictating.of(CallEnded)] == ["silent"]


# ------------------------------------------------------------------------------ waiting


def test_noise_does_not_put_silence_off(dictating: CoreCall) -> None:
    for _ in range(3):
        dictating.starts(1_500)
        dictating.stops("", 400)
        timer(dictating, timers.ENDPOINT, 1_000)
    due = [one for one in dictating.effects if getattr(one, "timer", "") == timers.SILENCE][-1]

    assert getattr(due, "due_ms", 0) == dictating.ms
    timer(dictating, timers.SILENCE)
    assert [one.times for one in dictating.of(CallerSilent)] == [1]


def test_a_sound_without_words_that_goes_on_is_asked_over(dictating: CoreCall) -> None:
    dictating.starts()
    timer(dictating, timers.WORDLESS, timers.WORDLESS_MS)

    assert "number" in dictating.said
    assert turn_of(dictating) is Turn.AGENT


def test_words_that_stop_coming_while_the_sound_goes_on_are_taken(dictating: CoreCall) -> None:
    dictating.starts()
    guess(dictating, "oh four nine one five seven oh one five six")
    timer(dictating, timers.WORDLESS, timers.WORDLESS_MS)

    assert list(dictating.of(CaptureReadBack))[-1].value == "+61491570156"


def test_a_pause_for_a_noise_without_end_is_over_when_no_word_comes(call: CoreCall) -> None:
    call.starts()
    timer(call, timers.INSIST, 400)
    assert any(isinstance(one, Pause) for one in call.effects)
    timer(call, timers.STUCK, timers.STUCK_MS)

    assert isinstance(next(one for one in reversed(call.effects) if type(one) is Resume), Resume)
    assert (turn_of(call), call.state.voicing) == (Turn.AGENT, True)


def test_a_late_insistence_after_the_sound_is_over_pauses_nothing(call: CoreCall) -> None:
    call.starts()
    call.put(SpeechEnded, 300, segment=SegmentId(call.segment), silence_ms=250)
    timer(call, timers.INSIST, 100)

    assert not any(isinstance(one, Pause) for one in call.effects)


def test_a_last_word_before_the_end_of_speech_is_judged_at_that_end(call: CoreCall) -> None:
    call.starts()
    call.put(FinalHeard, 100, segment=SegmentId(call.segment), texts=())
    assert turn_of(call) is Turn.DUCKED
    call.put(SpeechEnded, 100, segment=SegmentId(call.segment), silence_ms=250)

    assert turn_of(call) is Turn.AGENT


# ------------------------------------------------------------------------------- ending


def test_the_limit_does_not_talk_over_the_goodbye(dictating: CoreCall) -> None:
    dictating.put(HearingFailed, code="test")
    spoken = dictating.state.spoken
    timer(dictating, timers.LIMIT)
    dictating.put(HearingFailed, code="test")

    assert dictating.state.spoken == spoken
    dictating.play_out()
    assert [one.outcome for one in dictating.of(CallEnded)] == ["hearing_failed"]


def test_a_goodbye_that_was_cut_ends_the_call_all_the_same(dictating: CoreCall) -> None:
    dictating.put(HearingFailed, code="test")
    said = dictating.state.utterance
    assert said is not None
    dictating.put(PlayoutStopped, 10, utterance=said.id, position_ms=0, lines_done=0)

    assert [one.by for one in dictating.of(CallEnded)] == ["agent"]


def test_a_second_answer_does_not_begin_the_call_again(call: CoreCall) -> None:
    call.put_answer()

    assert len(list(call.of(CallStarted))) == 1
    assert turn_of(call) is Turn.AGENT


def test_an_utterance_that_was_cut_by_nobody_we_know_gives_the_floor_back(call: CoreCall) -> None:
    said = call.state.utterance
    assert said is not None
    call.put(PlayoutStopped, 10, utterance=said.id, position_ms=0, lines_done=0)

    assert turn_of(call) is Turn.LISTENING
    assert getattr(call.effects[-1], "timer", "") == timers.SILENCE


def test_news_of_another_utterance_changes_nothing(call: CoreCall) -> None:
    before = call.state
    call.put(PlayoutDone, 10, utterance=1)
    call.put(PlayoutStopped, 10, utterance=1, position_ms=0, lines_done=9)

    assert call.state == before


@pytest.mark.parametrize("text", ["hang on a second", ""])
def test_an_overlap_over_nothing_gives_the_floor_to_whom_it_belongs(
    call: CoreCall, text: str
) -> None:
    call.starts()
    call.state = msgspec.structs.replace(call.state, utterance=None)
    call.stops(text)

    assert turn_of(call) is (Turn.HOLDING if text else Turn.AGENT)
    assert [one.how for one in call.of(AgentYielded)] == ["ducked"]


def test_a_call_that_asks_for_nothing_has_no_objective_to_end(core: Core, call: CoreCall) -> None:
    moves = Moves(core, call.graph, CallMs(0))

    assert end_objective(moves, begin(), "met") == begin()
    assert not moves.events


# ------------------------------------------------------------------------------ redaction


def test_many_long_numbers_in_a_row_are_no_card(core: Core) -> None:
    said = "123456789, 123456789, 123456789"
    heard = FinalHeard(at_ms=CallMs(0), segment=SegmentId(1), texts=(said,))
    clean, _ = redact_input(heard, NOTHING, core.locale)

    assert isinstance(clean, FinalHeard)
    assert "card" not in clean.texts[0]


def test_a_confirmed_number_needs_a_read_back_that_was_heard(dictating: CoreCall) -> None:
    dictating.says("oh four nine one five seven oh one five six")
    dictating.starts()
    dictating.stops("yes")
    said = dictating.state.utterance
    assert said is not None
    dictating.put(PlayoutStopped, 10, utterance=said.id, position_ms=300, lines_done=0)
    timer(dictating, timers.ENDPOINT, 2_000)

    assert not [one for one in dictating.of(CaptureConfirmed) if one.field == "phone"]


def test_an_answer_that_is_put_before_the_call_is_none(core: Core, plumber: CoreCall) -> None:
    plumber.says("hello")
    assert turn_of(plumber) is not Turn.AGENT
    plumber.put_answer()

    assert turn_of(plumber) is Turn.AGENT
    assert isinstance(next(plumber.of(CallStarted)), CallStarted)
    assert CallAnswered not in map(type, plumber.events)
