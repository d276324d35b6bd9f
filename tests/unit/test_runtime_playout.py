"""Our voice, sample by sample: lowered, paused, resumed, cut."""

import asyncio

import msgspec
import numpy as np
import pytest

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.playout import BURST, DUCKED, FRAME, Playout
from spine.events.inputs import AnyInput, PlayoutDone, PlayoutStopped, SpeakingFailed
from spine.ids import CallMs, UtteranceId

pytestmark = pytest.mark.looptime

ONE = UtteranceId(1)
BURST_MS = BURST * 10


class Clip(msgspec.Struct, frozen=True):
    pcm: Pcm
    line_ends: tuple[int, ...]


def clip(ms: int = 1_000, lines: int = 1) -> Clip:
    """No two neighbouring samples are alike: a lost one would show."""
    samples = ms * 16
    pcm = (np.arange(samples, dtype=np.int64) * 7_919 % 20_011 + 1).astype(np.int16)
    return Clip(pcm, tuple(samples * (n + 1) // lines for n in range(lines)))


class Ear:
    def __init__(self) -> None:
        self.frames: list[Pcm] = []
        self.at: list[float] = []
        self.broken = False
        self.cleared = 0

    def clear(self) -> None:
        self.cleared += 1

    async def push(self, frame: Pcm) -> None:
        if self.broken:
            raise RuntimeError("gone")
        self.frames.append(frame)
        self.at.append(asyncio.get_running_loop().time())

    @property
    def heard(self) -> Pcm:
        return np.concatenate(self.frames)


class Desk:
    """A playout with what it needs."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.inbox = Inbox(CallClock())
        self.taped: list[int] = []
        self.playout = Playout(self.ear, self.inbox, lambda _, at_ms: self.taped.append(at_ms))

    def begin(self, sound: Clip, utterance: UtteranceId = ONE) -> None:
        self.playout.ready()
        self.playout.play(utterance, sound)

    def arrived(self) -> list[AnyInput]:
        found = []
        while (happening := self.inbox.get_nowait()) is not None:
            found.append(happening)
        return found


async def test_every_sample_is_played_once_and_the_end_is_told_when_it_is_heard() -> None:
    desk = Desk()
    sound = clip(1_003)
    desk.begin(sound)
    await asyncio.sleep(2)

    assert np.array_equal(desk.ear.heard[: len(sound.pcm)], sound.pcm)
    assert not desk.ear.heard[len(sound.pcm) :].any()
    assert desk.arrived() == [PlayoutDone(at_ms=CallMs(1_010), utterance=ONE)]


async def test_the_first_frames_go_in_one_burst_and_the_rest_keep_the_pace() -> None:
    desk = Desk()
    began = asyncio.get_running_loop().time()
    desk.begin(clip())
    await asyncio.sleep(2)

    after_ms = [round((at - began) * 1_000) for at in desk.ear.at]
    assert after_ms[: BURST + 1] == [0] * BURST + [0]
    assert after_ms[BURST + 1 :] == list(range(10, (100 - BURST) * 10, 10))
    assert desk.taped == list(range(0, 1_000, 10))


async def test_a_lowered_voice_loses_no_sample() -> None:
    desk = Desk()
    sound = clip()
    desk.begin(sound)
    await asyncio.sleep(0.3)
    desk.playout.duck()
    await asyncio.sleep(0.2)
    desk.playout.resume()
    await asyncio.sleep(1)

    heard, meant = desk.ear.heard.astype(float), sound.pcm.astype(float)
    low = slice(400 * 16, 500 * 16)
    assert np.allclose(heard[low], meant[low] * DUCKED, atol=1)
    assert np.array_equal(heard[: 300 * 16], meant[: 300 * 16])
    assert np.array_equal(heard[700 * 16 :], meant[700 * 16 :])
    assert len(heard) == len(meant)
    assert [type(one) for one in desk.arrived()] == [PlayoutDone]


async def test_a_pause_is_silence_at_once_and_no_sample_is_lost() -> None:
    desk = Desk()
    sound = clip()
    desk.begin(sound)
    await asyncio.sleep(0.3)
    desk.playout.pause()
    await asyncio.sleep(0.01)
    said = len(desk.ear.frames)
    await asyncio.sleep(5)
    assert len(desk.ear.frames) == said
    assert not desk.arrived()

    desk.playout.resume()
    await asyncio.sleep(1)

    assert np.array_equal(desk.ear.heard, sound.pcm)
    (done,) = desk.arrived()
    assert done.at_ms == pytest.approx(6_000 + BURST_MS, abs=2 * BURST_MS)


async def test_a_pause_before_it_begins_holds_the_first_sample() -> None:
    desk = Desk()
    sound = clip()
    desk.playout.ready()
    desk.playout.pause()
    desk.playout.play(ONE, sound)
    await asyncio.sleep(3)
    assert not desk.ear.frames

    desk.playout.resume()
    await asyncio.sleep(2)
    assert np.array_equal(desk.ear.heard, sound.pcm)


@pytest.mark.parametrize(
    ("after_ms", "lines_done"), [(0, 0), (200, 0), (400, 0), (500, 1), (900, 1), (940, 2), (990, 2)]
)
async def test_a_cut_tells_exactly_which_lines_were_said(after_ms: int, lines_done: int) -> None:
    desk = Desk()
    desk.begin(clip(1_000, lines=2))
    await asyncio.sleep(after_ms / 1_000)
    desk.playout.stop(ONE)
    await asyncio.sleep(2)

    (stopped,) = desk.arrived()
    assert isinstance(stopped, PlayoutStopped)
    assert stopped.lines_done == lines_done
    assert stopped.position_ms == len(desk.ear.frames) * FRAME // 16
    assert stopped.position_ms <= after_ms + BURST_MS + 10


async def test_after_a_long_pause_a_cut_is_at_the_place_where_it_paused() -> None:
    desk = Desk()
    desk.begin(clip(1_000, lines=2))
    await asyncio.sleep(0.2)
    desk.playout.pause()
    await asyncio.sleep(4)
    desk.playout.stop(ONE)

    (stopped,) = desk.arrived()
    assert isinstance(stopped, PlayoutStopped)
    assert (stopped.lines_done, stopped.position_ms) == (0, len(desk.ear.frames) * 10)


async def test_nothing_is_cut_that_is_not_being_played() -> None:
    desk = Desk()
    desk.begin(clip(100))
    await asyncio.sleep(1)
    desk.playout.stop(ONE)
    desk.playout.stop(UtteranceId(7))

    assert [type(one) for one in desk.arrived()] == [PlayoutDone]


async def test_a_new_utterance_cuts_the_old_one_and_begins_at_full_level() -> None:
    desk = Desk()
    desk.begin(clip())
    await asyncio.sleep(0.1)
    desk.playout.duck()
    await asyncio.sleep(0.1)
    said = len(desk.ear.frames)
    second = clip(200)
    desk.begin(second, UtteranceId(2))
    await asyncio.sleep(1)

    assert np.array_equal(np.concatenate(desk.ear.frames[said:]), second.pcm)
    assert [type(one) for one in desk.arrived()] == [PlayoutStopped, PlayoutDone]


async def test_a_line_that_takes_no_sound_is_a_failure_of_the_voice() -> None:
    desk = Desk()
    desk.ear.broken = True
    desk.begin(clip())
    await asyncio.sleep(0.1)

    assert desk.arrived() == [SpeakingFailed(at_ms=CallMs(0), utterance=ONE, code="RuntimeError")]


async def test_a_closed_playout_is_silent_and_tells_nothing() -> None:
    desk = Desk()
    desk.begin(clip())
    await asyncio.sleep(0.1)
    await desk.playout.close()
    said = len(desk.ear.frames)
    await asyncio.sleep(1)

    assert len(desk.ear.frames) == said
    assert not desk.arrived()
    await desk.playout.close()
