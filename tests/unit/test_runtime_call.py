"""Whole calls on virtual time: the real runtime and core, fakes at the edges."""

import asyncio
import wave
from pathlib import Path

import numpy as np
import pytest

from agent_worker.voice_core import timers
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph, nobodys
from spine.events.call import (
    CallEnded,
    CallerSilent,
    CallRejected,
    CaptureConfirmed,
    TurnHeard,
)
from spine.events.inputs import (
    MediaLost,
    PlayoutDone,
    PlayoutStopped,
    TransferFailed,
    UsageMetered,
)
from tests.fakes.held_call import HeldCall
from tests.fakes.trade_call import trade_graph

pytestmark = pytest.mark.looptime

CUTS = (*range(1, 24), *range(25, 46, 3))
"""The call that makes no trouble has 40 inputs or more; later turns are like earlier ones."""


@pytest.fixture
def call(core: Core, plumbing: Graph, tmp_path: Path) -> HeldCall:
    return HeldCall(core, plumbing, tmp_path)


async def test_a_call_captures_what_was_asked_for_and_leaves_nothing_behind(call: HeldCall) -> None:
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("lead", "agent")
    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["phone"] == "+61491570156"
    assert values["name"] == "Tom Harris"
    assert len(call.bill) == 3
    assert not list(call.of(UsageMetered))
    call.assert_nothing_is_left()


async def test_the_same_call_twice_is_the_same_journal(
    core: Core, plumbing: Graph, tmp_path: Path
) -> None:
    calls = [HeldCall(core, plumbing, tmp_path / name) for name in "ab"]
    for one in calls:
        await one.hold()

    assert calls[0].inputs == calls[1].inputs
    assert calls[0].events == calls[1].events


# ------------------------------------------------------------------ the caller goes away


@pytest.mark.parametrize("at", CUTS)
async def test_a_hang_up_at_any_input_ends_the_call_once_and_leaves_nothing(
    call: HeldCall, at: int
) -> None:
    call.at_input[at] = lambda one: one.line.ring_off()
    await call.hold()

    assert isinstance(call.events[-1], CallEnded)
    assert call.ended.by in {"caller", "agent"}
    call.assert_nothing_is_left()


async def test_a_caller_who_hangs_up_mid_sentence_is_believed_in_what_was_confirmed(
    call: HeldCall,
) -> None:
    call.over["phone_ask"] = (0.4, lambda one: one.line.ring_off())
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("partial", "caller")
    call.assert_nothing_is_left()


async def test_a_silent_caller_is_asked_twice_more_and_let_go(call: HeldCall) -> None:
    call.says.clear()
    await call.hold()

    assert [one.times for one in call.of(CallerSilent)] == [1, 2, 3]
    assert call.phrases == ["notice", *["reason_ask"] * 3, *["silent_goodbye"] * 3]
    assert (call.ended.outcome, call.ended.by) == ("silent", "agent")
    call.assert_nothing_is_left()


async def test_no_frames_for_ten_seconds_are_lost_media(call: HeldCall) -> None:
    call.line.silent_from_s = asyncio.get_running_loop().time() + 3
    await call.hold()

    assert [one.code for one in call.of(MediaLost)] == ["no_frames"]
    assert (call.ended.outcome, call.ended.by) == ("media_lost", "system")
    assert call.ended.at_ms == pytest.approx(13_000, abs=100)
    call.assert_nothing_is_left()


async def test_frames_that_end_without_a_hang_up_are_lost_media(call: HeldCall) -> None:
    def cut(one: HeldCall) -> None:
        one.line.cut()

    call.over["name_ask"] = (0.2, cut)
    call.says["name_ask"] = ""
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("media_lost", "system")
    call.assert_nothing_is_left()


async def test_a_lost_room_ends_the_call(call: HeldCall) -> None:
    call.over["name_ask"] = (0.2, lambda one: one.line.lose())
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("media_lost", "system")
    call.assert_nothing_is_left()


async def test_a_line_that_cannot_be_hung_up_still_gives_a_whole_journal(
    call: HeldCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr(call.line, "hang_up", broken)
    with pytest.raises(OSError, match="gone"):
        await call.hold()

    assert len(call.bill) == 3
    assert not call.tasks_left


async def test_a_call_that_is_cancelled_hangs_up_and_leaves_nothing(call: HeldCall) -> None:
    held = asyncio.create_task(call.hold())
    await asyncio.sleep(5)
    held.cancel()
    with pytest.raises(asyncio.CancelledError):
        await held

    assert call.line.hung_up == 1
    assert not [task for task in call.tasks_left if "test_a_call" not in task]


async def test_a_core_that_breaks_does_not_leave_the_caller_on_the_line(
    call: HeldCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: HeldCall) -> None:
        raise KeyError("broken")

    call.at_input[12] = breaks
    with pytest.raises(KeyError):
        await call.hold()

    assert call.line.hung_up == 1
    assert not call.tasks_left
    assert not call.timers_left


# --------------------------------------------------------------------------- the notice


async def test_what_is_said_over_the_notice_is_heard_and_not_asked_again(call: HeldCall) -> None:
    call.over["notice"] = (0.3, lambda one: one.say("my toilet is blocked", 1_200))
    await call.hold()

    assert next(call.of(TurnHeard)).texts == ("my toilet is blocked",)
    assert "reason_ask" not in call.phrases
    assert call.ended.outcome == "lead"
    assert not list(call.of(PlayoutStopped))


async def test_a_noise_over_the_notice_is_asked_after_all(call: HeldCall) -> None:
    call.over["notice"] = (0.3, lambda one: one.say("", 400))
    await call.hold()

    assert call.phrases.count("reason_ask") == 1
    assert call.ended.outcome == "lead"


async def test_nothing_is_recorded_before_the_notice_was_heard(call: HeldCall) -> None:
    call.over["notice"] = (0.3, lambda one: one.say("my toilet is blocked", 400))
    await call.hold()

    notice_ms = next(call.of(PlayoutDone)).at_ms
    with wave.open(str(call.recording)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 16_000)
        kept = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    assert not kept[: notice_ms * 16 - 400].any()
    assert kept[:, 0].any()
    assert kept[:, 1].any()
    assert len(kept) / 16 == pytest.approx(call.ended.duration_ms, rel=0.02)


async def test_a_caller_who_leaves_during_the_notice_is_not_recorded_at_all(call: HeldCall) -> None:
    call.over["notice"] = (0.3, lambda one: one.line.ring_off())
    await call.hold()

    assert not call.recording.exists()


# ----------------------------------------------------------------------- other numbers


async def test_an_unknown_number_gets_an_apology_and_is_not_recorded(
    core: Core, tmp_path: Path
) -> None:
    call = HeldCall(core, nobodys(core=core.digest), tmp_path)
    await call.hold()

    assert [one.reason for one in call.of(CallRejected)] == ["unknown_number"]
    assert set(call.phrases) == {"unknown_number"}
    assert (call.ended.outcome, call.ended.by) == ("rejected", "agent")
    assert not call.recording.exists()
    call.assert_nothing_is_left()


async def test_a_call_over_the_limit_is_closed_with_a_sentence(
    call: HeldCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "LIMIT_MS", 9_000)
    await call.hold()

    assert call.phrases[-1] == "too_long"
    assert call.ended.outcome == "partial"
    assert 9_000 < call.ended.at_ms < 9_000 + 5_500
    call.assert_nothing_is_left()


async def test_keys_are_as_good_as_words(call: HeldCall) -> None:
    call.says["phone_ask"] = ""
    call.over["phone_ask"] = (0.3, lambda one: one.line.press("0491570156"))
    await call.hold()

    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["phone"] == "+61491570156"
    assert len(list(call.of(PlayoutStopped))) >= 1
    call.assert_nothing_is_left()


async def test_the_networks_number_is_written_down_and_not_assumed(call: HeldCall) -> None:
    call.caller_id = "+61491570157"
    await call.hold()

    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["phone"] == "+61491570156"


# ------------------------------------------------------------------ being put through


async def test_where_no_line_can_ring_a_message_is_taken_at_once(
    core: Core, tmp_path: Path
) -> None:
    call = HeldCall(core, trade_graph("harbourside-plumbing"), tmp_path)
    call.says |= {
        "choice_ask_enquiry": "can I speak to a person please",
        "reason_ask_words": "please call me about my bathroom",
    }
    await call.hold()

    assert [(one.attempt, one.code) for one in call.of(TransferFailed)] == [(1, "not_available")]
    assert "transfer_failed" in call.phrases
    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["person.message.words"] == "please call me about my bathroom"
    assert values["person.message.phone"] == "+61491570156"
    assert (call.ended.outcome, call.ended.by) == ("message", "agent")
    call.assert_nothing_is_left()
