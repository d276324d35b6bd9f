"""Whole calls from a browser on virtual time: the real line, runtime and core between fakes."""

import asyncio
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from agent_worker.runtime.socket_line import SocketLine
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from spine.events.call import CaptureConfirmed
from spine.events.inputs import MediaLost, PlayoutStopped
from tests.fakes.browser import FakeBrowser
from tests.fakes.held_call import HeldCall
from tests.fakes.line import FakeLine

pytestmark = pytest.mark.looptime


class BrowserLine(SocketLine):
    """A caller at a browser, driven as a `FakeLine` is."""

    def __init__(self) -> None:
        self.browser = FakeBrowser()
        self.hung_up = 0
        super().__init__(self.browser.receive, self.browser.send)
        self._sending = asyncio.create_task(self.browser.run())

    def speak(self, for_ms: int) -> None:
        self.browser.speak(np.full(for_ms * 16, 8_000, np.int16))

    async def hang_up(self) -> None:
        self.hung_up += 1
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        await super().hang_up()


class BrowserCall(HeldCall):
    """A call whose line is a browser's; made on the loop that it runs on."""

    def __init__(self, core: Core, graph: Graph, folder: Path) -> None:
        super().__init__(core, graph, folder)
        self.socket = BrowserLine()
        self.line = cast("FakeLine", self.socket)

    @property
    def browser(self) -> FakeBrowser:
        return self.socket.browser


@pytest.fixture
def made(core: Core, plumbing: Graph, tmp_path: Path) -> Any:
    return lambda: BrowserCall(core, plumbing, tmp_path)


async def test_a_call_from_a_browser_captures_what_was_asked_for(made: Any) -> None:
    call = made()
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("lead", "agent")
    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["phone"] == "+61491570156"
    assert call.browser.words[-1] == {"type": "ended"}
    spoken = np.concatenate([sound.pcm for sound in call.speaking.rendered])
    heard = call.browser.heard
    assert np.array_equal(heard[heard != 0], spoken[spoken != 0])
    call.assert_nothing_is_left()


async def test_a_tab_that_is_closed_ends_the_call_as_a_hang_up(made: Any) -> None:
    call = made()
    call.over["name_ask"] = (0.1, lambda one: one.browser.leave())
    await call.hold()

    assert call.ended.by == "caller"
    call.assert_nothing_is_left()


async def test_a_tab_in_the_background_is_a_silent_caller(made: Any) -> None:
    call = made()
    call.at_input[1] = lambda one: one.socket._sending.cancel()
    call.says.clear()
    await call.hold()

    assert call.ended.outcome == "silent"
    call.assert_nothing_is_left()


async def test_a_browser_that_takes_nothing_any_more_ends_the_call_as_lost(made: Any) -> None:
    call = made()
    call.over["reason_ask"] = (0.1, lambda one: one.browser.takes.clear())
    call.says.clear()
    await call.hold()

    assert [one.code for one in call.of(MediaLost)] == ["browser_stalled"]
    assert call.ended.outcome == "media_lost"
    call.assert_nothing_is_left()


async def test_rubbish_and_a_flood_change_nothing(made: Any) -> None:
    call = made()

    def floods(one: BrowserCall) -> None:
        for _ in range(500):
            one.browser.up.put_nowait("rubbish" * 10)
            one.browser.up.put_nowait(b"\x00")

    call.over["name_ask"] = (0.1, floods)
    await call.hold()

    assert call.ended.outcome == "lead"
    call.assert_nothing_is_left()


async def test_what_a_browser_has_buffered_is_dropped_when_we_are_interrupted(made: Any) -> None:
    call = made()
    call.over["name_ask"] = (0.1, lambda one: one.say("my name is Tom Harris", 1_500))
    call.says["name_ask"] = ""
    await call.hold()

    stops = list(call.of(PlayoutStopped))
    assert stops
    assert call.browser.words.count({"type": "clear"}) == len(stops)
    assert call.ended.outcome == "lead"
