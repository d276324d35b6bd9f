"""A person at a browser rings the agent: Chromium, a microphone that we speak into, turn by turn.

The caller knows only what the page plays; what was captured is read from the log.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright

from spine.events.call import CallEnded, RecordingStarted
from spine.home import Home
from spine.ids import CallId
from spine.projections.call import CallSummary, summarise
from stress.browser_caller import FLAGS, BrowserCaller, Felt
from stress.caller import Caller, TruthfulCaller, scenario
from stress.voice import CallerVoice
from tests.e2e.papers import channel, events_of, spotfunnel, words_in
from tests.fakes.talk_house import TalkHouse, open_business, renamed

CHROMIUM = "/usr/bin/chromium"
SHIPPED_S = 10.0


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


class Rung:
    """A call that a caller at a browser has begun."""

    def __init__(self, house: TalkHouse, page: Page, caller: Caller, voice: CallerVoice) -> None:
        self.house = house
        self.page = page
        self.said: list[tuple[str, str]] = []
        self.part = BrowserCaller(
            page,
            caller,
            voice=voice,
            tell=lambda *one: self.said.append(one),
            hang_up=lambda: page.click("#end"),
        )

    async def begin(self) -> CallId:
        await self.part.install()
        socket = await asyncio.to_thread(self.house.socket)
        await self.page.goto(f"{self.house.address}/#{socket}")
        await self.page.click("#talk")
        named = self.page.locator("#state[data-call]")
        return CallId(await named.get_attribute("data-call") or "")


def summary_of(home: Home, call: CallId) -> CallSummary:
    """Return a call, once the log has its end."""
    deadline = time.monotonic() + SHIPPED_S
    while time.monotonic() < deadline:
        events = events_of(home, call)
        if any(isinstance(event, CallEnded) for event in events):
            return summarise(events)
        time.sleep(0.05)
    pytest.fail("the call's end was never shipped to the log")


def phone_of(summary: CallSummary) -> tuple[str, str]:
    return {one.name: (one.status, one.value) for one in summary.fields}["phone"]


async def test_a_caller_at_a_browser_gives_a_number_and_it_is_the_one_that_is_kept(
    house: TalkHouse, page: Page, voice: CallerVoice, record_property: Callable[[str, object], None]
) -> None:
    caller = TruthfulCaller(scenario("burst-pipe"))
    rung = Rung(house, page, caller, voice)
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
    rung = Rung(house, page, TruthfulCaller(scenario("burst-pipe")), voice)
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
    first = Rung(house, page, TruthfulCaller(scenario("silent")), voice)
    before = await first.begin()
    changed = renamed(house.graph, "Riverside Plumbing")
    await asyncio.to_thread(open_business, house.home, house.log, changed, 2)
    second_page = await browser.new_page()
    second = Rung(house, second_page, TruthfulCaller(scenario("silent")), voice)
    after = await second.begin()
    await asyncio.gather(page.click("#end"), second_page.click("#end"))

    old, new = [await asyncio.to_thread(summary_of, house.home, one) for one in (before, after)]
    assert "Harbour Plumbing" in old.transcript[0].text
    assert "Riverside Plumbing" in new.transcript[0].text
