"""A browser on the line: it stalls, floods, sends rubbish, vanishes; the call sees inputs."""

import asyncio
from itertools import pairwise

import numpy as np
import pytest

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.socket_line import FRAME, MOST_COMING, MOST_GOING, SocketLine
from spine.events.inputs import AnyInput, CallerHungUp, KeyPressed, MediaLost
from spine.ids import CallId
from tests.fakes.browser import FakeBrowser

pytestmark = pytest.mark.looptime

LOUD = np.full(FRAME, 8_000, np.int16)
SILENT = np.zeros(FRAME, np.int16)


class OnTheLine:
    """A browser, its line, and what the call sees of it."""

    def __init__(self) -> None:
        self.browser = FakeBrowser()
        self.frames: list[Pcm] = []

    async def begin(self) -> None:
        """Begin, on the test's own time."""
        self.line = SocketLine(self.browser.receive, self.browser.send)
        self.inbox = Inbox(CallClock())
        self.line.attach(self.inbox)
        self._hearing = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        async for frame in self.line.frames():
            self.frames.append(frame)

    def sends(self, *frames: bytes | str) -> None:
        for frame in frames:
            self.browser.up.put_nowait(frame)

    def happened(self) -> list[AnyInput]:
        found = []
        while (happening := self.inbox.get_nowait()) is not None:
            found.append(happening)
        return found

    async def over(self) -> None:
        self._hearing.cancel()
        await self.line.hang_up()


@pytest.fixture
def on() -> OnTheLine:
    return OnTheLine()


async def test_frames_of_any_size_are_cut_to_20_ms_and_no_sample_is_lost(on: OnTheLine) -> None:
    await on.begin()
    sound = np.arange(FRAME * 8, dtype=np.int16)
    data = sound.astype("<i2").tobytes()
    cuts = [0, 2, 600, 1_400, 1_402, 4_000, len(data)]
    on.sends(*(data[a:b] for a, b in pairwise(cuts)))
    await asyncio.sleep(0.2)

    assert {len(frame) for frame in on.frames} == {FRAME}
    assert np.array_equal(np.concatenate(on.frames[:8]), sound)


async def test_half_a_sample_and_an_empty_frame_are_nothing(on: OnTheLine) -> None:
    await on.begin()
    on.sends(b"", b"\x01", LOUD.tobytes() + b"\x7f", b"")
    await asyncio.sleep(0.1)

    assert len(on.frames) == 1
    assert np.array_equal(on.frames[0], LOUD)


async def test_a_browser_that_sends_nothing_is_silent_at_the_pace_of_a_telephone(
    on: OnTheLine,
) -> None:
    await on.begin()
    await asyncio.sleep(10)

    assert len(on.frames) == pytest.approx(500, abs=7)
    assert not np.concatenate(on.frames).any()
    assert not on.happened()


async def test_a_frame_that_comes_a_little_late_leaves_no_hole(on: OnTheLine) -> None:
    await on.begin()
    for number in range(1, 51):
        on.sends(np.full(FRAME, number, np.int16).tobytes())
        await asyncio.sleep(0.1 if number == 25 else 0.02)
    await asyncio.sleep(0.05)

    assert [int(frame[0]) for frame in on.frames[:50]] == list(range(1, 51))


async def test_after_a_stall_the_words_are_kept_and_the_pauses_make_up_for_it(
    on: OnTheLine,
) -> None:
    await on.begin()
    await asyncio.sleep(1)
    on.sends(*[LOUD.tobytes()] * 10, *[SILENT.tobytes()] * 30)
    for _ in range(100):
        on.sends(SILENT.tobytes())
        await asyncio.sleep(0.02)

    loud = [at for at, frame in enumerate(on.frames) if frame.any()]
    assert len(loud) == 10
    assert loud == list(range(loud[0], loud[0] + 10))
    assert len(on.line._coming) <= 1


async def test_a_flood_never_has_more_than_a_second_waiting_and_never_runs_ahead(
    on: OnTheLine,
) -> None:
    await on.begin()
    on.sends(*[LOUD.tobytes() * 7] * 2_000)
    await asyncio.sleep(1)

    assert len(on.line._coming) <= MOST_COMING
    assert len(on.frames) <= 51


async def test_one_frame_of_a_minute_is_its_last_second(on: OnTheLine) -> None:
    await on.begin()
    on.sends(np.arange(60 * 16_000).astype(np.int16).tobytes())
    await asyncio.sleep(0.05)

    assert int(on.frames[0][0]) == np.arange(60 * 16_000).astype(np.int16)[-16_000]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        "[" * 150,
        '{"type":"key"}',
        '{"type":"key","key":"55"}',
        '{"type":"key","key":"A"}',
        '{"type":"call","call":"x"}',
        '{"type":"hangup"}' + " " * 500,
        "\ud800",
    ],
)
async def test_text_that_means_nothing_is_nothing(on: OnTheLine, text: str) -> None:
    await on.begin()
    on.sends(text, '{"type":"key","key":"5"}')
    await asyncio.sleep(0.1)

    assert [type(one) for one in on.happened()] == [KeyPressed]


async def test_keys_come_in_order_and_no_faster_than_fingers(on: OnTheLine) -> None:
    await on.begin()
    on.sends('{"type":"key","key":"0"}', '{"type":"key","key":"#"}')
    on.sends(*['{"type":"key","key":"1"}'] * 5_000)
    await asyncio.sleep(0.5)

    keys = [one.key for one in on.happened() if isinstance(one, KeyPressed)]
    assert keys[:3] == ["0", "#", "1"]
    assert len(keys) == 20


@pytest.mark.parametrize("how", ["leaves", "hangs up"])
async def test_a_browser_that_leaves_or_hangs_up_has_hung_up_once(on: OnTheLine, how: str) -> None:
    await on.begin()
    if how == "leaves":
        on.browser.leave()
    else:
        on.sends('{"type":"hangup"}', '{"type":"hangup"}')
        on.browser.leave()
    await asyncio.sleep(0.1)

    assert [type(one) for one in on.happened()] == [CallerHungUp]


async def test_one_that_left_before_the_call_began_has_hung_up() -> None:
    browser = FakeBrowser()
    line = SocketLine(browser.receive, browser.send)
    browser.leave()
    await asyncio.sleep(0.1)
    inbox = Inbox(CallClock())
    line.attach(inbox)

    assert isinstance(inbox.get_nowait(), CallerHungUp)
    await line.hang_up()


async def test_a_socket_that_breaks_is_lost_media_not_an_exception(on: OnTheLine) -> None:
    await on.begin()
    on.browser.breaks = OSError("gone")
    on.sends(LOUD.tobytes())
    await on.line.push(np.zeros(160, np.int16))
    await asyncio.sleep(0.1)

    assert [one.code for one in on.happened() if isinstance(one, MediaLost)] == ["socket.OSError"]


async def test_a_browser_that_takes_nothing_has_the_newest_second_waiting_then_is_lost(
    on: OnTheLine,
) -> None:
    await on.begin()
    on.browser.takes.clear()
    for number in range(300):
        await on.line.push(np.full(160, number, np.int16))
        await asyncio.sleep(0.01)
    assert len(on.line._going) == MOST_GOING

    await asyncio.sleep(20)
    assert [one.code for one in on.happened() if isinstance(one, MediaLost)] == ["browser_stalled"]


async def test_a_stall_that_ends_goes_on_with_what_is_new(on: OnTheLine) -> None:
    await on.begin()
    on.browser.takes.clear()
    for number in range(300):
        await on.line.push(np.full(160, number, np.int16))
        await asyncio.sleep(0.01)
    on.browser.takes.set()
    await asyncio.sleep(0.1)

    numbers = on.browser.heard[::160]
    assert list(numbers[-MOST_GOING:]) == list(range(200, 300))
    assert len(numbers) == MOST_GOING + 1  # one was on its way when it stalled


async def test_the_calls_name_comes_before_any_sound_and_word_of_its_end_after_all() -> None:
    there = OnTheLine()
    await there.begin()
    there.line.name(CallId("20261124T101500-3f9c2ab17d04"))
    for _ in range(5):
        await there.line.push(np.zeros(160, np.int16))
    await there.over()

    first, *sound, last = there.browser.got
    assert first == '{"type":"call","call":"20261124T101500-3f9c2ab17d04"}'
    assert [len(one) for one in sound] == [320] * 5
    assert last == '{"type":"ended"}'


async def test_what_is_cut_is_dropped_here_and_there_before_what_is_said_next(
    on: OnTheLine,
) -> None:
    await on.begin()
    on.browser.takes.clear()
    for _ in range(30):
        await on.line.push(np.full(160, 1, np.int16))
    await asyncio.sleep(0)
    on.line.clear()
    await on.line.push(np.full(160, 2, np.int16))
    on.browser.takes.set()
    await asyncio.sleep(0.1)

    assert on.browser.words == [{"type": "clear"}]
    assert on.browser.got[-1] == np.full(160, 2, np.int16).tobytes()
    assert np.count_nonzero(on.browser.heard == 1) <= 160


async def test_hanging_up_on_a_browser_that_takes_nothing_does_not_wait_for_it() -> None:
    there = OnTheLine()
    await there.begin()
    there.browser.takes.clear()
    await there.line.push(np.zeros(160, np.int16))
    began = asyncio.get_running_loop().time()
    await there.over()

    assert asyncio.get_running_loop().time() - began <= 1.1
    assert there.line._giving.done()
    assert there.line._taking.done()
