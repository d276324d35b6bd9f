"""Interruptions of a real call: what the caller's voice does to the sound of ours."""

from pathlib import Path

import numpy as np
import pytest

from agent_worker.runtime.playout import DUCKED
from agent_worker.runtime.speaking import Sound
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from spine.events.call import AgentYielded, CaptureConfirmed, TurnHeard
from spine.events.inputs import PlayoutStopped
from tests.fakes.held_call import HeldCall

pytestmark = pytest.mark.looptime


@pytest.fixture
def call(core: Core, plumbing: Graph, tmp_path: Path) -> HeldCall:
    return HeldCall(core, plumbing, tmp_path)


def how(call: HeldCall) -> list[str]:
    return [one.how for one in call.of(AgentYielded)]


def said(call: HeldCall, phrase: str) -> Sound:
    """The sound of the first utterance that ends with a phrase."""
    spoken = [one.phrases[-1] for one in call.spoken_all]
    return call.speaking.rendered[spoken.index(phrase)]


def levels(call: HeldCall, sound: Sound) -> set[float]:
    """At which levels a sound was played, in one piece and to its end; empty: it was not."""
    played = call.line.played
    meant = np.pad(sound.pcm, (0, -len(sound.pcm) % 160)).reshape(-1, 160).astype(float)
    for first in range(len(played) - len(meant) + 1):
        heard = np.stack(played[first : first + len(meant)]).astype(float)
        if np.array_equal(heard[0], meant[0]) and np.array_equal(heard[-1], meant[-1]):
            loud = np.abs(meant).max(axis=1) > 100
            ratios = np.abs(heard).sum(axis=1)[loud] / np.abs(meant).sum(axis=1)[loud]
            return {round(float(one), 2) for one in ratios}
    return set()


async def test_a_cough_lowers_us_and_no_sample_is_lost(call: HeldCall) -> None:
    call.over["name_ask"] = (0.1, lambda one: one.say("", 100))
    await call.hold()

    assert how(call) == ["ducked", "resumed"]
    assert not list(call.of(PlayoutStopped))
    at = levels(call, said(call, "name_ask"))
    assert {1.0, DUCKED} <= at
    assert call.ended.outcome == "lead"


async def test_a_backchannel_does_not_stop_a_statement(call: HeldCall) -> None:
    call.over["name_ask"] = (0.1, lambda one: one.say("mm-hm", 140))
    await call.hold()

    assert how(call) == ["ducked", "resumed"]
    assert levels(call, said(call, "name_ask"))
    assert [one.texts[0] for one in call.of(TurnHeard)][1] == "Tom Harris"


async def test_a_long_sound_pauses_us_and_its_words_stop_us(call: HeldCall) -> None:
    call.ears.guesses = False
    call.over["name_ask"] = (0.1, lambda one: one.say("my name is Tom Harris", 1_500))
    call.says["name_ask"] = ""
    await call.hold()

    assert how(call) == ["ducked", "paused", "stopped"]
    (stopped,) = call.of(PlayoutStopped)
    ends = said(call, "name_ask").line_ends
    assert stopped.lines_done == sum(end <= stopped.position_ms * 16 for end in ends)
    assert stopped.position_ms == pytest.approx(560, abs=150)
    assert {one.field: one.value for one in call.of(CaptureConfirmed)}["name"] == "Tom Harris"


async def test_a_long_noise_pauses_us_and_we_go_on_where_we_were(call: HeldCall) -> None:
    call.ears.guesses = False
    call.over["name_ask"] = (0.1, lambda one: one.say("", 1_500))
    await call.hold()

    assert how(call) == ["ducked", "paused", "resumed"]
    assert not list(call.of(PlayoutStopped))
    assert levels(call, said(call, "name_ask"))


async def test_a_television_that_stays_on_does_not_keep_us_silent(call: HeldCall) -> None:
    call.over["name_ask"] = (0.1, lambda one: one.say("", 8_000))
    await call.hold()

    assert how(call) == ["ducked", "paused", "resumed"]
    assert not list(call.of(PlayoutStopped))


async def test_words_stop_us_while_the_sentence_is_still_being_made(call: HeldCall) -> None:
    def slow(one: HeldCall) -> None:
        one.speaking.delay_s = 0.5

    def quick(one: HeldCall) -> None:
        one.speaking.delay_s = 0.0
        one.say("it's urgent", 600)

    call.over["reason_ask"] = (0.1, slow)
    call.over["name_ask"] = (0.1, quick)
    await call.hold()

    (stopped,) = call.of(PlayoutStopped)
    assert (stopped.position_ms, stopped.lines_done) == (0, 0)
    assert how(call) == ["ducked", "stopped"]
    assert call.ended.by == "agent"


async def test_a_yes_after_the_number_was_said_confirms_it_though_it_cut_the_question(
    call: HeldCall,
) -> None:
    call.says["name_and_phone"] = ""

    def yes(one: HeldCall) -> None:
        ends = one.speaking.rendered[-1].line_ends
        one.later(ends[0] / 16_000 + 0.02, lambda late: late.say("yes", 400))

    call.over["name_and_phone"] = (0.01, yes)
    await call.hold()

    (stopped,) = call.of(PlayoutStopped)
    assert stopped.lines_done == 1
    assert {one.field: one.value for one in call.of(CaptureConfirmed)}["phone"] == "+61491570156"


async def test_a_yes_before_the_number_was_said_confirms_nothing(call: HeldCall) -> None:
    call.over["name_and_phone"] = (0.1, lambda one: one.say("yes", 400))
    await call.hold()

    (stopped,) = call.of(PlayoutStopped)
    assert stopped.lines_done == 0
    confirmed = next(one for one in call.of(CaptureConfirmed) if one.field == "phone")
    assert confirmed.at_ms > stopped.at_ms + 1_000
    assert call.phrases.count("name_and_phone") == 4  # two lines, twice
