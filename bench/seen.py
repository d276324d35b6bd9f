"""How soon what happens in a call is seen: on an open page, and at its end in the API.

    python -m bench.seen [--calls 20] [--shape embedded|stack]

Calls without sound are written down at a person's pace by this process, as a worker would; a
browser has the live page open. Each utterance is timed from `record` to the words on the page, each
end from the last `record` to the call being over in `GET /api/calls/{id}`.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
from playwright.async_api import Page, async_playwright

from agent_worker.core_files import read_core
from agent_worker.runtime.papers import new_call_id, papers
from agent_worker.voice_core.core import Core
from bench.report import Measured, begin, end
from bench.up import up
from cli.businesses import EXAMPLES, compile_all
from objective_engine.graph import Graph
from spine.events.call import AgentSpoke, AnyEvent
from spine.events.inputs import AnyInput, CallAnswered
from spine.home import VARIABLE, Home
from spine.ids import CallId, CallMs
from stress.caller import TruthfulCaller, scenario
from stress.text_call import TextCall

CHROMIUM: Final = "/usr/bin/chromium"
PACE_S: Final = 0.6
PATIENCE_S: Final = 20.0
LOOK_S: Final = 0.02
SEEN: Final = "text => document.body.innerText.includes(text)"

Decided = list[tuple[AnyInput, tuple[AnyEvent, ...]]]


async def decided(core: Core, graph: Graph, seed: int) -> Decided:
    """Hold one call on simulated time; return what happened in it."""
    happened: Decided = []
    first = CallAnswered(
        at_ms=CallMs(0),
        dialled=graph.numbers[0],
        local_time=datetime.now(UTC).isoformat(timespec="seconds"),
        settings="bench",
    )
    caller = TruthfulCaller(scenario("burst-pipe"), seed)
    call = TextCall(core, graph, caller=caller, record=lambda *one: happened.append(one))
    await call.run(first)
    return happened


async def show(page: Page, text: str) -> float:
    """Return after how many milliseconds a text is on the page."""
    began = time.monotonic()
    await page.wait_for_function(SEEN, arg=text, timeout=PATIENCE_S * 1_000)
    return (time.monotonic() - began) * 1_000


async def over(client: httpx.AsyncClient, call: CallId) -> float:
    """Return after how many milliseconds a call is over in the API."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        answer = await client.get(f"/api/calls/{call}")
        if answer.status_code == 200 and not answer.json()["call"]["live"]:
            return (time.monotonic() - began) * 1_000
        await asyncio.sleep(0.005)
    raise AssertionError(f"{call} never ended in the API")


async def one_call(
    held: Decided, open_journal: Callable[[CallId], Any], page: Page, client: httpx.AsyncClient
) -> tuple[list[float], float]:
    """Write one call down at a person's pace; return what was measured."""
    seen: list[float] = []
    call = new_call_id(datetime.now(UTC))
    async with open_journal(call) as journal:
        for place, (happening, events) in enumerate(held):
            said = [one.text for one in events if isinstance(one, AgentSpoke)]
            if said:
                await asyncio.sleep(PACE_S)
            journal.record(happening, events)
            if place == 0:
                await _open(page, call, client)
            elif said:
                seen.append(await show(page, said[-1].rpartition(". ")[2]))
        ended_ms = await over(client, call)
    return seen, ended_ms


async def _open(page: Page, call: CallId, client: httpx.AsyncClient) -> None:
    """Open the page of a call that has begun, once it is known there."""
    for _ in range(int(PATIENCE_S / LOOK_S)):
        if (await client.get(f"/api/calls/{call}")).status_code == 200:
            break
        await asyncio.sleep(LOOK_S)
    origin = page.url.split("/", 3)
    await page.goto("/".join([*origin[:3], "calls", call]))
    await page.wait_for_selector("[data-testid=call]", timeout=PATIENCE_S * 1_000)


async def measure(said: dict[str, Any], home: Home, calls: int) -> tuple[list[float], list[float]]:
    """Hold all calls against what is up; return both kinds of milliseconds."""
    core = read_core()
    graph = compile_all((EXAMPLES / "harbour-plumbing.yaml",))[0]
    seen: list[float] = []
    ended: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.goto(said["link"])
        await page.wait_for_url(lambda url: "/open" not in url)
        cookies = {one["name"]: one["value"] for one in await page.context.cookies()}
        async with httpx.AsyncClient(base_url=said["dashboard"], cookies=cookies) as client:
            for seed in range(calls):
                held = await decided(core, graph, seed)
                lines, last = await one_call(
                    held, lambda call: papers(home, call, core=core, graph=graph), page, client
                )
                seen += lines
                ended.append(last)
        await browser.close()
    return seen, ended


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--shape", choices=("embedded", "stack"), default="embedded")
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ[VARIABLE] = folder
        with up(Path(folder), told.shape) as (said, _, _process):
            run = begin("seen" if told.shape == "embedded" else "seen_stack")
            seen, ended = asyncio.run(measure(said, Home(Path(folder)), told.calls))
    end(
        run,
        [
            Measured(name="event to words on the page", unit="ms", values=tuple(seen), goal=1_000),
            Measured(name="end of a call to its row in the API", unit="ms", values=tuple(ended)),
        ],
        [f"The {told.shape} shape; the page is Debian's Chromium on the same machine."],
    )


if __name__ == "__main__":
    main()
