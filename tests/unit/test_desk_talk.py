"""Browsers' calls beside the API: bounded, on a loop of their own, ended as calls are."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import pytest

from agent_worker.desk import Desk, Rung
from agent_worker.runtime.call import Line
from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.inbox import Inbox
from cli.up.talk import MOST_CALLS, EmbeddedTalk
from platform_api.talk.port import Talk
from spine.events.inputs import AnyInput, CallerHungUp
from spine.home import Home
from spine.ids import CallId
from spine.settings import Spine
from tests.fakes.browser import FakeBrowser

NUMBER = "+61255501206"


class FakeDesk:
    """Holds a call until its caller hangs up."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.spine = Spine()
        self.warmed = 0
        self.held: list[Rung] = []
        self.over: list[AnyInput] = []
        self.threads: set[str] = set()
        self.broken = False

    def warm(self) -> None:
        self.warmed += 1

    async def keep_warm(self) -> None:
        await asyncio.Event().wait()

    async def hold(self, line: Line, rung: Rung, named: Callable[[CallId], None]) -> CallId:
        inbox = Inbox(CallClock())
        self.threads.add(threading.current_thread().name)
        self.held.append(rung)
        named(CallId("20261125T101500-3f9c2ab17d04"))
        if self.broken:
            raise RuntimeError("the test wanted this")
        line.attach(inbox)
        self.over.append(await inbox.get())
        return CallId("")


class Exchange:
    """The exchange and its browsers."""

    def __init__(self, home: Home) -> None:
        self.desk = FakeDesk(home)
        self.talk = EmbeddedTalk(cast("Desk", self.desk))

    def rings(self) -> tuple[FakeBrowser, "asyncio.Task[None]"]:
        browser = FakeBrowser()
        held = self.talk.hold(NUMBER, browser.receive, browser.send)
        return browser, asyncio.create_task(held)

    async def until(self, what: Callable[[], bool]) -> None:
        while not what():  # noqa: ASYNC110 - it happens on another loop
            await asyncio.sleep(0.005)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Exchange]:
    there = Exchange(Home(tmp_path))
    await asyncio.to_thread(there.talk.start)
    yield there
    await asyncio.to_thread(there.talk.close)


def test_it_is_what_the_api_is_handed(tmp_path: Path) -> None:
    assert isinstance(Exchange(Home(tmp_path)).talk, Talk)


async def test_a_call_is_held_aside_told_its_name_and_ended_when_the_browser_goes(
    at: Exchange,
) -> None:
    browser, held = at.rings()
    await at.until(lambda: bool(browser.words))
    browser.leave()
    await held

    assert browser.words[0] == {"type": "call", "call": "20261125T101500-3f9c2ab17d04"}
    assert browser.words[-1] == {"type": "ended"}
    assert [(one.who.dialled, one.who.caller) for one in at.desk.held] == [(NUMBER, None)]
    assert at.desk.threads == {"calls"}
    assert [type(one) for one in at.desk.over] == [CallerHungUp]
    assert at.desk.warmed == 1


async def test_beyond_the_bound_a_browser_is_told_that_it_is_over(at: Exchange) -> None:
    ringing = [at.rings() for _ in range(MOST_CALLS)]
    await at.until(lambda: len(at.desk.held) == MOST_CALLS)
    assert not at.talk.room()

    browser, held = at.rings()
    await held
    assert browser.words == [{"type": "ended"}]
    assert len(at.desk.held) == MOST_CALLS

    for one, _ in ringing:
        one.leave()
    await asyncio.gather(*(held for _, held in ringing))
    assert at.talk.room()


async def test_a_server_that_stops_ends_its_calls_as_hang_ups(at: Exchange) -> None:
    browser, held = at.rings()
    await at.until(lambda: bool(browser.words))
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    await at.until(lambda: bool(at.desk.over))

    assert [type(one) for one in at.desk.over] == [CallerHungUp]


async def test_a_call_that_breaks_ends_for_its_browser_and_for_nobody_else(at: Exchange) -> None:
    at.desk.broken = True
    browser, held = at.rings()
    await held
    assert browser.words[-1] == {"type": "ended"}

    at.desk.broken = False
    browser, held = at.rings()
    await at.until(lambda: len(at.desk.held) == 2)
    browser.leave()
    await held
    assert len(at.desk.over) == 1


async def test_when_it_closes_it_takes_no_more(tmp_path: Path) -> None:
    there = Exchange(Home(tmp_path))
    await asyncio.to_thread(there.talk.start)
    await asyncio.to_thread(there.talk.close)

    assert not there.talk.room()
    browser, held = there.rings()
    await held
    assert browser.words == [{"type": "ended"}]
