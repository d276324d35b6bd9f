"""Calls in which something breaks or stalls: each ends, and the log says why."""

import asyncio
import threading
from pathlib import Path

import numpy as np
import pytest
from livekit.agents import APIError

from agent_worker.runtime import recorder
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from spine.events.call import TurnHeard
from spine.events.inputs import FinalHeard, HearingFailed, SpeakingFailed
from tests.fakes.held_call import HeldCall
from tests.fakes.line import FakeVAD
from tests.fakes.recorded import HEADING, SEALER
from tests.fakes.spine_memory import MemoryJournal

pytestmark = pytest.mark.looptime


@pytest.fixture
def call(core: Core, plumbing: Graph, tmp_path: Path) -> HeldCall:
    return HeldCall(core, plumbing, tmp_path)


async def test_a_recogniser_that_breaks_is_said_and_ends_the_call(call: HeldCall) -> None:
    call.ears.breaks = APIError("gone", retryable=False)
    await call.hold()

    assert [one.code for one in call.of(HearingFailed)] == ["APIError"]
    assert call.phrases[-1] == "trouble_hearing"
    assert (call.ended.outcome, call.ended.by) == ("hearing_failed", "agent")
    call.assert_nothing_is_left()


async def test_a_recogniser_with_a_bug_is_named_in_the_log(call: HeldCall) -> None:
    call.ears.breaks = ValueError("a bug")
    await call.hold()

    assert next(call.of(HearingFailed)).code == "ValueError"
    assert call.ended.outcome == "hearing_failed"
    call.assert_nothing_is_left()


async def test_voice_activity_that_breaks_is_named_in_the_log(call: HeldCall) -> None:
    call.activity = FakeVAD(breaks_after=200)
    await call.hold()

    assert next(call.of(HearingFailed)).code == "RuntimeError"
    assert call.ended.outcome == "hearing_failed"
    call.assert_nothing_is_left()


async def test_a_recogniser_that_stalls_for_ever_does_not_hang_the_call(call: HeldCall) -> None:
    call.ears.stalls = True
    await call.hold()

    assert not list(call.of(FinalHeard))
    assert call.ended.outcome in {"silent", "no_details", "abandoned"}
    assert call.ended.at_ms < 60_000
    call.assert_nothing_is_left()


async def test_a_recogniser_that_hears_nothing_does_not_hang_the_call(call: HeldCall) -> None:
    call.says = dict.fromkeys(call.says, " ")
    await call.hold()

    assert call.ended.outcome in {"silent", "no_details", "abandoned"}
    call.assert_nothing_is_left()


async def test_a_hundredfold_text_is_cut_and_the_call_goes_on(call: HeldCall) -> None:
    call.says["reason_ask"] = "my kitchen tap is leaking " * 4_000
    await call.hold()

    assert len(next(call.of(TurnHeard)).texts[0]) <= 2_000
    assert call.ended.outcome == "lead"
    call.assert_nothing_is_left()


async def test_a_voice_that_breaks_ends_the_call_and_says_why(call: HeldCall) -> None:
    def breaks(one: HeldCall) -> None:
        one.voice.broken = APIError("gone", retryable=False)

    call.over["reason_ask"] = (0.1, breaks)
    await call.hold()

    assert [one.code for one in call.of(SpeakingFailed)] == ["speaking.failed"]
    assert (call.ended.outcome, call.ended.by) == ("speaking_failed", "system")
    call.assert_nothing_is_left()


async def test_a_voice_with_a_bug_ends_the_call_at_once(
    call: HeldCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise ValueError("a bug")

    call.over["name_ask"] = (0.1, lambda one: monkeypatch.setattr(one.speaking, "render", broken))
    await call.hold()

    assert [one.code for one in call.of(SpeakingFailed)] == ["ValueError"]
    assert call.ended.outcome == "speaking_failed"
    call.assert_nothing_is_left()


async def test_a_voice_that_stalls_for_ever_ends_the_call(call: HeldCall) -> None:
    def stalls(one: HeldCall) -> None:
        one.speaking.delay_s = 10_000

    call.over["name_ask"] = (0.1, stalls)
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("speaking_failed", "system")
    assert call.ended.at_ms < 60_000
    call.assert_nothing_is_left()


async def test_a_line_that_refuses_our_sound_ends_the_call(
    call: HeldCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("the track is gone")

    call.over["name_ask"] = (0.1, lambda one: monkeypatch.setattr(one.line, "push", broken))
    await call.hold()

    assert call.ended.by == "system"
    assert call.ended.at_ms < 20_000
    call.assert_nothing_is_left()


# ------------------------------------------------------------------------------- disks


class SlowJournal(MemoryJournal):
    """Its disk takes half a second."""

    waits: list[float]

    async def synced(self, timeout_ms: int = 50) -> bool:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(min(0.5, timeout_ms / 1_000))
        self.waits = [*getattr(self, "waits", []), loop.time() - began]
        return False


async def test_a_disk_that_stalls_delays_nothing_but_the_hang_up_and_that_by_50_ms(
    core: Core, plumbing: Graph, tmp_path: Path
) -> None:
    quick, slow = (HeldCall(core, plumbing, tmp_path / name) for name in "ab")
    slow.journal = SlowJournal(HEADING, SEALER.seal)
    await quick.hold()
    await slow.hold()

    assert slow.inputs == quick.inputs
    assert slow.journal.waits == [pytest.approx(0.05)]


async def test_a_recorder_whose_disk_stalls_delays_nothing(
    core: Core, plumbing: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    append = recorder._Tape._append

    def stalls(
        tape: recorder._Tape, block: "np.ndarray[tuple[int, int], np.dtype[np.int16]]"
    ) -> None:
        released.wait(10)
        append(tape, block)

    quick, slow = (HeldCall(core, plumbing, tmp_path / name) for name in "ab")
    await quick.hold()
    monkeypatch.setattr(recorder._Tape, "_append", stalls)
    slow.at_input[len(quick.inputs)] = lambda _: released.set()
    await slow.hold()

    assert slow.inputs == quick.inputs
    assert slow.recording.read_bytes() == quick.recording.read_bytes()
