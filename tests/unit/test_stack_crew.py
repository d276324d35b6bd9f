"""The processes of a stack as one, with shells for servers."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.stack.crew import Crew
from cli.stack.health import Check
from cli.stack.part import Part, always
from cli.stack.running import StartFailedError
from cli.stack.state import PartState, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(tmp_path))
    place = Place("here")
    place.make()
    return place


async def well() -> bool:
    return True


def there(file: str) -> Check:
    """Make a check that a process has come so far as to leave a file."""

    async def check() -> bool:
        return os.path.exists(file)  # noqa: ASYNC240, PTH110 - a look at a local disk

    return check


def shell(
    name: str,
    script: str,
    *,
    after: tuple[str, ...] = (),
    essential: bool = True,
    check: Check = well,
) -> Part:
    return Part(
        name=name,
        command=("sh", "-c", script),
        environment={"PATH": "/usr/bin:/bin"},
        check=always(check),
        after=after,
        essential=essential,
    )


def once(name: str, script: str, *, after: tuple[str, ...] = ()) -> Part:
    return Part(
        name=name,
        command=("sh", "-c", script),
        environment={"PATH": "/usr/bin:/bin"},
        check=always(well),
        after=after,
        essential=False,
        once=True,
    )


class Watched:
    """A crew whose every change wakes whoever waits for something."""

    def __init__(self, place: Place) -> None:
        self._changed = asyncio.Event()
        self.crew = Crew(place, self._changed.set)
        self.back: list[str] = []

    async def came_back(self, part: Part) -> None:
        self.back.append(part.name)
        self._changed.set()

    async def until(self, happened: Callable[[dict[str, PartState]], bool]) -> None:
        async with asyncio.timeout(15):
            while not happened({part.name: part for part in self.crew.shown()}):
                await self._changed.wait()
                self._changed.clear()


async def test_each_part_starts_when_what_it_stands_on_is_well(place: Place) -> None:
    watched, notes = Watched(place), place.root / "notes"
    parts = (
        shell(
            "api",
            f"cat {notes} > {notes}.seen && sleep 60",
            after=("businesses",),
            check=there(f"{notes}.seen"),
        ),
        once("businesses", f"echo filled > {notes}", after=("store",)),
        shell("store", "sleep 60"),
    )
    try:
        await watched.crew.start(parts)
        assert [part.name for part in watched.crew.shown()] == ["store", "api"]
    finally:
        await watched.crew.stop()


async def test_a_part_that_does_one_thing_and_fails_is_named_with_what_it_said(
    place: Place,
) -> None:
    crew = Watched(place).crew
    parts = (shell("store", "sleep 60"), once("businesses", "echo broken file; exit 1"))

    with pytest.raises(StartFailedError, match=r"(?s)businesses did not start.*broken file"):
        await crew.start(parts)
    await crew.stop()

    assert crew.shown() == ()


async def test_what_calls_do_not_need_is_started_again_however_often_it_falls(
    place: Place,
) -> None:
    watched, count = Watched(place), place.root / "count"
    falls_seven_times = f"echo x >> {count}; test $(wc -l < {count}) -gt 7 && sleep 60; exit 3"
    await watched.crew.start((shell("media", "sleep 60"),))
    await watched.crew.begin(shell("workflows", falls_seven_times, essential=False))
    keeping = asyncio.create_task(watched.crew.keep_up(watched.came_back))
    try:
        await watched.until(lambda parts: parts["workflows"].restarts >= 2)
        assert not keeping.done()
        assert watched.back == []
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await watched.crew.stop()


async def test_what_calls_need_is_started_again_and_those_who_care_are_told(place: Place) -> None:
    watched, flag = Watched(place), place.root / "flag"
    falls_once = f"test -e {flag} && sleep 60; touch {flag}; sleep 0.3; exit 3"
    await watched.crew.start((shell("media", falls_once),))
    keeping = asyncio.create_task(watched.crew.keep_up(watched.came_back))
    try:
        await watched.until(lambda _: watched.back == ["media"])
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await watched.crew.stop()


async def test_what_calls_need_and_cannot_be_kept_up_is_the_end(place: Place) -> None:
    watched = Watched(place)
    await watched.crew.start((shell("media", "sleep 0.1; echo no more; exit 3"),))

    with pytest.raises(ExceptionGroup) as ended:
        await watched.crew.keep_up(watched.came_back)
    await watched.crew.stop()

    assert ended.group_contains(StartFailedError, match=r"(?s)media did not start.*no more")


async def test_stores_go_when_those_that_write_to_them_are_gone(place: Place) -> None:
    crew, order = Watched(place).crew, place.root / "order"
    script = (
        "import signal, sys, time; name, path = sys.argv[1:];"
        "said = lambda *_: (open(path, 'a').write(name + '\\n'), sys.exit());"
        "signal.signal(signal.SIGTERM, said); signal.signal(signal.SIGINT, said);"
        "open(path + '.' + name, 'w').close(); time.sleep(60)"
    )

    def part(name: str, *, holds_data: bool) -> Part:
        return Part(
            name=name,
            command=(sys.executable, "-c", script, name, str(order)),
            environment={},
            check=always(there(f"{order}.{name}")),
            holds_data=holds_data,
        )

    await crew.start((part("store", holds_data=True), part("writer", holds_data=False)))
    await crew.stop()

    assert order.read_text().split() == ["writer", "store"]
