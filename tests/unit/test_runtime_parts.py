"""Clock, inbox, timers, hands and hearing: each by what it promises the loop."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from livekit.agents import APIError

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.hearing import NO_MEDIA_S, Hearing
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.timers import Timers
from spine.events.inputs import (
    AnyInput,
    FinalHeard,
    HearingFailed,
    KeyPressed,
    MediaLost,
    PartialHeard,
    SpeechEnded,
    SpeechStarted,
    TimerFired,
)
from tests.fakes.line import Ears, FakeLine, FakeVAD

pytestmark = pytest.mark.looptime


def emptied(inbox: Inbox) -> list[AnyInput]:
    found = []
    while (happening := inbox.get_nowait()) is not None:
        found.append(happening)
    return found


# ---------------------------------------------------------------------- clock and inbox


async def test_the_clock_starts_with_the_call_and_rounds() -> None:
    await asyncio.sleep(1.2345)
    clock = CallClock()
    assert clock.now_ms() == 0
    await asyncio.sleep(1.4399999)

    assert clock.now_ms() == 1_440


async def test_inputs_come_out_in_order_stamped_when_they_came_in() -> None:
    inbox = Inbox(CallClock())
    inbox.put(KeyPressed, key="1")
    await asyncio.sleep(0.25)
    inbox.put(KeyPressed, key="2")

    first = await inbox.get()
    assert [(one.key, one.at_ms) for one in (first, inbox.get_nowait())] == [("1", 0), ("2", 250)]  # type: ignore[union-attr]
    assert inbox.get_nowait() is None


# ------------------------------------------------------------------------------- timers


async def test_a_timer_fires_once_at_its_time() -> None:
    clock = CallClock()
    inbox = Inbox(clock)
    timers = Timers(clock, inbox)
    timers.start("silence", 6_000)
    await asyncio.sleep(20)

    (fired,) = emptied(inbox)
    assert isinstance(fired, TimerFired)
    assert (fired.timer, fired.at_ms) == ("silence", 6_000)


async def test_a_timer_that_is_started_again_fires_only_at_its_new_time() -> None:
    clock = CallClock()
    inbox = Inbox(clock)
    timers = Timers(clock, inbox)
    timers.start("silence", 1_000)
    timers.start("stuck", 2_000)
    timers.start("silence", 3_000)
    await asyncio.sleep(20)

    assert [one.at_ms for one in emptied(inbox)] == [2_000, 3_000]


async def test_a_timer_of_the_past_fires_at_once() -> None:
    clock = CallClock()
    inbox = Inbox(clock)
    await asyncio.sleep(5)
    Timers(clock, inbox).start("endpoint", 1_000)
    await asyncio.sleep(0.001)

    assert [one.at_ms for one in emptied(inbox)] == [5_000]


async def test_a_cancelled_timer_and_a_closed_clock_fire_nothing() -> None:
    clock = CallClock()
    inbox = Inbox(clock)
    timers = Timers(clock, inbox)
    for name in ("a", "b", "c"):
        timers.start(name, 1_000)
    timers.cancel("a")
    timers.cancel("a")
    timers.cancel("never")
    timers.close()
    await asyncio.sleep(20)

    assert not emptied(inbox)


# ------------------------------------------------------------------------------ hearing


class Listening:
    """A hearing on a fake line."""

    def __init__(self) -> None:
        self.line = FakeLine()
        self.ears = Ears()
        self.inbox = Inbox(CallClock())
        self.taped: list[Pcm] = []
        self.hearing = Hearing(
            frames=self.line.frames(),
            activity=FakeVAD(),
            recogniser=self.ears,
            inbox=self.inbox,
            heard=self.taped.append,
        )

    async def for_s(self, seconds: float) -> list[AnyInput]:
        task = asyncio.create_task(self.hearing.run())
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return emptied(self.inbox)


async def test_a_stretch_of_speech_is_four_inputs_of_one_segment() -> None:
    heard = Listening()
    heard.ears.coming.append("a tap")
    asyncio.get_running_loop().call_later(1, heard.line.speak, 600)
    told = await heard.for_s(3)

    assert [type(one) for one in told] == [SpeechStarted, PartialHeard, SpeechEnded, FinalHeard]
    assert {one.segment for one in told} == {1}  # type: ignore[union-attr]
    ended = told[2]
    assert isinstance(ended, SpeechEnded)
    assert ended.at_ms - ended.silence_ms == pytest.approx(1_600, abs=40)
    assert len(heard.taped) == pytest.approx(150, abs=2)


async def test_only_speech_and_a_little_before_it_is_sent_to_the_recogniser() -> None:
    heard = Listening()
    asyncio.get_running_loop().call_later(1, heard.line.speak, 600)
    await heard.for_s(10)

    assert heard.hearing.sent_ms == pytest.approx(320 + 600 + 260 - 60, abs=60)


async def test_a_recogniser_that_is_gone_leaves_the_recording_running() -> None:
    heard = Listening()
    heard.ears.breaks = APIError("gone", retryable=False)
    asyncio.get_running_loop().call_later(1, heard.line.speak, 600)
    asyncio.get_running_loop().call_later(3, heard.line.speak, 600)
    told = await heard.for_s(6)

    assert [one.code for one in told if isinstance(one, HearingFailed)] == ["APIError"]
    assert len([one for one in told if isinstance(one, SpeechStarted)]) == 1
    assert len(heard.taped) == pytest.approx(300, abs=2)


async def test_media_that_stop_are_told_after_a_while() -> None:
    heard = Listening()
    heard.line.silent_from_s = asyncio.get_running_loop().time() + 2
    told = await heard.for_s(60)

    (lost,) = told
    assert isinstance(lost, MediaLost)
    assert lost.code == "no_frames"
    assert lost.at_ms == pytest.approx(2_000 + NO_MEDIA_S * 1_000, abs=100)


async def test_frames_that_end_are_told_after_a_while() -> None:
    heard = Listening()
    asyncio.get_running_loop().call_later(2, heard.line.cut)
    told = await heard.for_s(60)

    assert [one.code for one in told if isinstance(one, MediaLost)] == ["frames_ended"]


async def test_a_cancellation_that_comes_with_a_frame_is_obeyed() -> None:
    """On Python 3.11 `asyncio.wait_for` would swallow it: the call stayed open."""
    ready: asyncio.Queue[Pcm] = asyncio.Queue()

    async def frames() -> AsyncIterator[Pcm]:
        while True:
            yield await ready.get()

    inbox = Inbox(CallClock())
    hearing = Hearing(
        frames=frames(),
        activity=FakeVAD(),
        recogniser=Ears(),
        inbox=inbox,
        heard=lambda _: None,
    )
    task = asyncio.create_task(hearing.run())
    await asyncio.sleep(1)
    ready.put_nowait(np.zeros(320, np.int16))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task}, timeout=5)

    assert task.done()
