"""A person at a browser rings the agent: Chromium, a microphone that we speak into, turn by turn.

The caller knows only what the page plays; what was captured is read from the log.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright
from playwright.async_api import TimeoutError as TooLate

from cli.stack.ports import free_port
from spine.events.call import CallEnded, RecordingStarted
from spine.events.personal import Recorded
from spine.home import PROJECT, Home
from spine.ids import CallId
from spine.keys import KeyRing
from spine.log.sql import SqlCallLog
from spine.projections.call import CallSummary, summarise
from spine.reading import events_of as events_of_entries
from spine.reading import read_entries
from stress.browser_caller import FLAGS, BrowserCaller, Felt
from stress.caller import Caller, TruthfulCaller, scenario
from stress.voice import CallerVoice
from tests.e2e.papers import channel, events_of, spotfunnel, words_in
from tests.fakes.talk_house import TalkHouse, open_business, renamed

CHROMIUM = "/usr/bin/chromium"
SHIPPED_S = 20.0
READY_S = 240.0
"""A fresh installation tries each business before it takes calls."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TalkHouse]:
    with pytest.MonkeyPatch.context() as patch:
        home = Home(tmp_path_factory.mktemp("home"))
        patch.setenv("SPOTFUNNEL_HOME", str(home.root))
        house = TalkHouse(home)
        yield house
        house.close()


@pytest.fixture(scope="module")
def voice() -> CallerVoice:
    return CallerVoice(1)


@pytest.fixture
async def browser() -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield await chromium.new_context()
        await chromium.close()


@pytest.fixture
async def page(browser: BrowserContext) -> Page:
    return await browser.new_page()


LOOK_AGAIN_S = 10.0


class Place(NamedTuple):
    """Something that is up, with a page that calls can be held on."""

    home: Home
    open: Callable[[Page], Awaitable[None]]
    """Opens a page on which a call can be begun."""
    talk: str
    end: str
    state: str
    """Selectors: what begins a call, what ends it, what knows its name."""
    again: str = ".none"
    """What begins another where one could not be placed."""


def small(house: TalkHouse) -> Place:
    """The smallest page, over the API in this process."""

    async def opened(page: Page) -> None:
        socket = await asyncio.to_thread(house.socket)
        await page.goto(f"{house.address}/#{socket}")

    return Place(house.home, opened, talk="#talk", end="#end", state="#state")


class Rung:
    """A call that a caller at a browser has begun."""

    def __init__(self, place: Place, page: Page, caller: Caller, voice: CallerVoice) -> None:
        self.place = place
        self.page = page
        self.said: list[tuple[str, str]] = []
        self.part = BrowserCaller(
            page,
            caller,
            voice=voice,
            tell=lambda *one: self.said.append(one),
            hang_up=lambda: page.click(place.end),
        )

    async def begin(self) -> CallId:
        """Press the button; press again where the models are not loaded yet."""
        place, page = self.place, self.page
        await self.part.install()
        await place.open(page)
        await page.click(place.talk, timeout=READY_S * 1_000)
        named = page.locator(f"{place.state}[data-call]:not([data-call=''])")
        either = named.or_(page.locator(place.again))
        deadline = time.monotonic() + READY_S
        while True:
            await either.first.wait_for(timeout=READY_S * 1_000)
            if await named.count():
                return CallId(await named.get_attribute("data-call") or "")
            assert time.monotonic() < deadline, "no call could be placed for too long"
            await page.click(place.again)


def summary_of(home: Home, call: CallId, log: str | Path = "") -> CallSummary:
    """Return a call, once the log has its end."""
    deadline = time.monotonic() + SHIPPED_S
    while time.monotonic() < deadline:
        events = read_events(home, call, log or home.log_db)
        if any(isinstance(event, CallEnded) for event in events):
            return summarise(events)
        time.sleep(0.05)
    pytest.fail("the call's end was never shipped to the log")


def read_events(home: Home, call: CallId, at: str | Path) -> tuple[Recorded, ...]:
    log = SqlCallLog(at)
    try:
        return events_of_entries(read_entries(log.read(call), KeyRing(home.keys).find(call)))
    finally:
        log.close()


def phone_of(summary: CallSummary) -> tuple[str, str]:
    return {one.name: (one.status, one.value) for one in summary.fields}["phone"]


async def test_a_caller_at_a_browser_gives_a_number_and_it_is_the_one_that_is_kept(
    house: TalkHouse, page: Page, voice: CallerVoice, record_property: Callable[[str, object], None]
) -> None:
    caller = TruthfulCaller(scenario("burst-pipe"))
    rung = Rung(small(house), page, caller, voice)
    call = await rung.begin()
    felt: Felt = await rung.part.take_part()

    summary = await asyncio.to_thread(summary_of, house.home, call)
    assert (summary.outcome, summary.ended_by) == ("lead", "agent"), rung.said
    assert phone_of(summary) == ("confirmed", "+61491570156")
    assert await page.inner_text("#state") == "ended"
    record_property("browser over a WebSocket", felt)
    print(f"browser over a WebSocket: {felt}")  # noqa: T201 - a figure

    recording = house.home.recording_of(call)
    caller_said, agent_said = (words_in(channel(recording, side)) for side in (0, 1))
    assert "pipe" in caller_said
    assert "pipe" not in agent_said
    replayed = await asyncio.to_thread(spotfunnel, house.home.root, "replay", call)
    assert "identical" in replayed.stdout, replayed.stdout + replayed.stderr


async def test_a_tab_that_is_closed_hangs_up(
    house: TalkHouse, page: Page, voice: CallerVoice
) -> None:
    rung = Rung(small(house), page, TruthfulCaller(scenario("burst-pipe")), voice)
    call = await rung.begin()
    began = asyncio.Event()
    watching = asyncio.create_task(until_recorded(house.home, call, began))
    await began.wait()
    await page.close()
    await watching

    summary = await asyncio.to_thread(summary_of, house.home, call)
    assert summary.ended_by == "caller"


async def until_recorded(home: Home, call: CallId, began: asyncio.Event) -> None:
    """Wait until the greeting has been heard."""
    while not began.is_set():
        events = await asyncio.to_thread(events_of, home, call)
        if any(isinstance(event, RecordingStarted) for event in events):
            began.set()
        await asyncio.sleep(0.05)


async def test_a_call_in_progress_keeps_its_configuration_and_the_next_one_has_the_new(
    house: TalkHouse, browser: BrowserContext, page: Page, voice: CallerVoice
) -> None:
    first = Rung(small(house), page, TruthfulCaller(scenario("silent")), voice)
    before = await first.begin()
    changed = renamed(house.graph, "Riverside Plumbing")
    await asyncio.to_thread(open_business, house.home, house.log, changed, 2)
    second_page = await browser.new_page()
    second = Rung(small(house), second_page, TruthfulCaller(scenario("silent")), voice)
    after = await second.begin()
    await asyncio.gather(page.click("#end"), second_page.click("#end"))

    old, new = [await asyncio.to_thread(summary_of, house.home, one) for one in (before, after)]
    assert "Harbour Plumbing" in old.transcript[0].text
    assert "Riverside Plumbing" in new.transcript[0].text


# ------------------------------------------------------------------ the product's own page


class Up:
    """`spotfunnel up`, as a person starts it."""

    def __init__(self, home: Path, shape: str) -> None:
        self.home = Home(home)
        environment = {name: text for name, text in os.environ.items() if name != "SPOTFUNNEL_HOME"}
        self._running = subprocess.Popen(
            [
                *(sys.executable, "-m", "cli.main", "up", "--json", "--home", str(home)),
                *("--shape", shape, "--owner-pid", str(os.getpid())),
                *("--port", str(free_port())),
            ],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._running.stdout is not None
        line = self._running.stdout.readline()
        if not line:
            self.down()
            pytest.fail("up has ended before it was up")
        self.said: dict[str, Any] = json.loads(line)

    @property
    def log(self) -> str | Path:
        """Where its log is."""
        return self.said["log_url"] or self.home.log_db

    def down(self) -> None:
        self._running.terminate()
        self._running.communicate(timeout=60)

    async def open(self, page: Page) -> None:
        """Sign in by the link that is printed; look again until there is a business to talk to."""
        await page.goto(self.said["link"])
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            try:
                await page.wait_for_selector(self.place.talk, timeout=LOOK_AGAIN_S * 1_000)
            except TooLate:
                await page.reload()
            else:
                return
        pytest.fail("no business could be talked to")

    @property
    def place(self) -> Place:
        return Place(
            self.home,
            self.open,
            talk="[data-testid=talk]",
            end="[data-testid=hang-up]",
            state="[data-testid=talk-state]",
            again="[data-testid=again]",
        )


async def hold_on_the_page(up: Up, page: Page, voice: CallerVoice) -> tuple[CallId, Felt, Rung]:
    """Hold a call on the dashboard, and see there what was said and captured."""
    rung = Rung(up.place, page, TruthfulCaller(scenario("burst-pipe")), voice)
    call = await rung.begin()
    await page.wait_for_selector("[data-testid=line][data-who=agent]")
    felt = await rung.part.take_part()
    await page.wait_for_selector("[data-testid=ended]")
    lines = await page.locator("[data-testid=line]").all_inner_texts()
    assert any("pipe" in line for line in lines), rung.said
    kept = await page.inner_text("[data-testid=field-phone]")
    assert "0491 570 156" in kept, kept
    return call, felt, rung


@pytest.mark.parametrize("shape", ["embedded", "stack"])
async def test_the_dashboard_holds_a_call_and_shows_it_as_it_is_spoken(
    shape: str,
    page: Page,
    voice: CallerVoice,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    up = await asyncio.to_thread(Up, tmp_path / "home", shape)
    try:
        call, felt, rung = await hold_on_the_page(up, page, voice)
        summary = await asyncio.to_thread(summary_of, up.home, call, up.log)
    finally:
        await asyncio.to_thread(up.down)

    assert (summary.outcome, summary.ended_by) == ("lead", "agent"), rung.said
    assert phone_of(summary) == ("confirmed", "+61491570156")
    record_property(f"the dashboard, {shape}", felt)
    print(f"the dashboard, {shape}: {felt}")  # noqa: T201 - a figure
