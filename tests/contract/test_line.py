"""What every line inside the process promises: the caller's sound at its pace, until it is cut."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import numpy as np
import pytest

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.call import Line
from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.socket_line import SocketLine
from stress.local_line import LocalLine
from tests.fakes.browser import FakeBrowser
from tests.fakes.line import FakeLine

pytestmark = pytest.mark.looptime


class Cut(Line, Protocol):
    """A line whose caller's end can be cut."""

    def cut(self) -> None: ...


class BrowserLine(SocketLine):
    """The line of a browser that sends what its microphone takes."""

    def __init__(self) -> None:
        self.browser = FakeBrowser()
        super().__init__(self.browser.receive, self.browser.send)

    def cut(self) -> None:
        self.browser.leave()


def speak(line: Cut) -> None:
    if isinstance(line, BrowserLine):
        line.browser.speak(np.full(3_200, 8_000, np.int16))
    elif isinstance(line, LocalLine):
        line.speak(np.full(3_200, 8_000, np.int16))
    elif isinstance(line, FakeLine):
        line.speak(200)


LINES: Final[Mapping[str, Callable[[], Cut]]] = {
    "fake": FakeLine,
    "local": LocalLine,
    "browser": BrowserLine,
}


class Heard:
    """Carries a line for a while and keeps what came, with its time."""

    def __init__(self, name: str) -> None:
        self.line: Cut = LINES[name]()
        self.frames: list[Pcm] = []
        self.at_s: list[float] = []
        self.ended = False

    async def for_s(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self._hear())]
        if isinstance(self.line, LocalLine):
            tasks.append(asyncio.create_task(self.line.run()))
        if isinstance(self.line, BrowserLine):
            tasks.append(asyncio.create_task(self.line.browser.run()))
        self.line.attach(Inbox(CallClock()))
        loop.call_later(0.5, speak, self.line)
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        async for frame in self.line.frames():
            self.frames.append(frame)
            self.at_s.append(asyncio.get_running_loop().time())
        self.ended = True


@pytest.fixture(params=sorted(LINES))
def heard(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_the_callers_sound_comes_in_20_ms_of_16_khz_at_its_own_pace(heard: str) -> None:
    on = Heard(heard)
    await on.for_s(2)

    assert {(one.dtype, one.shape) for one in on.frames} == {(np.dtype(np.int16), (320,))}
    assert len(on.frames) == pytest.approx(100, abs=2)
    assert np.diff(on.at_s).max() == pytest.approx(0.02, abs=0.001)


async def test_what_the_caller_says_is_heard_when_it_is_said(heard: str) -> None:
    on = Heard(heard)
    await on.for_s(2)

    loud = [at for at, one in enumerate(on.frames) if np.abs(one).max() > 1_000]
    assert loud == list(range(loud[0], loud[0] + 10))
    assert loud[0] == pytest.approx(25, abs=2)


@pytest.mark.parametrize("cut", [True, False])
async def test_a_cut_line_or_one_that_we_hung_up_has_no_more_frames(heard: str, cut: bool) -> None:
    on = Heard(heard)
    carried = asyncio.create_task(on.for_s(2))
    await asyncio.sleep(1)
    if cut:
        on.line.cut()
    else:
        await on.line.hang_up()
    await carried

    assert on.ended
    assert len(on.frames) == pytest.approx(50, abs=2)


async def test_our_sound_is_taken_at_once(heard: str) -> None:
    on = Heard(heard)
    began = asyncio.get_running_loop().time()
    for _ in range(100):
        await on.line.push(np.zeros(160, np.int16))

    assert asyncio.get_running_loop().time() == began


async def test_what_is_cleared_and_ended_is_taken_at_once(heard: str) -> None:
    on = Heard(heard)
    await on.line.push(np.zeros(160, np.int16))
    on.line.clear()
    await on.line.hang_up()
    await on.line.hang_up()
