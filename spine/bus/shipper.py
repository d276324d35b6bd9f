"""Ships every call's journal to the bus: `python -m spine.bus.shipper`, one for each host.

Never in a call's process. What waits for a bus that is away waits in the journals; a shipper that
was killed goes on from what was acknowledged, and what it sends again the log ignores.
"""

import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from spine.bus.courier import Courier
from spine.bus.kafka import BusAwayError, Publisher, hush, make_topics
from spine.bus.topics import EVENTS, TOPICS
from spine.errors import EnvironmentNeedsError, RequestError
from spine.home import find_home
from spine.settings import Spine, read_section

ROUND_S: Final = 0.02
"""How often journals are looked at: most of the time between a write and its publication."""
MOST_IN_FLIGHT: Final = 2_000
"""The library would take any number into memory while a broker is away."""
MOST_AT_ONCE: Final = 200
"""Of one call, then the next has its turn."""
MOST_FOUND: Final = 200
"""Old journals that are looked into in one round of a shipper that starts."""
AGAIN_S: Final = 0.5
REST_S: Final = 5.0
"""A journal that cannot be read is left alone so long."""
STOP_S: Final = 2.0
"""How long a shipper that is told to stop waits for what it sent."""
UNSURE_NS: Final = 100_000_000
"""A folder's time has a coarse clock: one that changed so lately may have changed again."""

log = structlog.get_logger()


class Journals:
    """Finds calls: the newest first, and new ones without listing the folder each time."""

    def __init__(self, root: Path) -> None:
        """Know of none."""
        self._root = root
        self._seen_at = 0
        self._known: set[str] = set()
        self._found: list[str] = []

    def next(self, most: int) -> list[Path]:
        """Return calls that were not returned before, at most so many."""
        self._list()
        found = [self._found.pop() for _ in range(min(most, len(self._found)))]
        return [self._root / name for name in found]

    def _list(self) -> None:
        try:
            changed_at = self._root.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed_at == self._seen_at:
            return
        listed_at = time.time_ns()
        names = {path.name for path in self._root.iterdir() if path.is_dir()}
        self._found = sorted({*self._found, *(names - self._known)} & names)
        self._known = names
        self._seen_at = changed_at if listed_at - changed_at > UNSURE_NS else 0


class Shipper:
    """One host's: holds a connection when it can and a courier for each call that may go on."""

    def __init__(self, root: Path, address: str, stop: threading.Event) -> None:
        """Take where the journals are and where the bus is; nothing is touched yet."""
        self._root = root
        self._address = address
        self._stop = stop
        self._journals = Journals(root)
        self._topic = ""
        self._bus: Publisher | None = None
        self._is_away = False
        self._couriers: deque[Courier] = deque()
        self._resting: dict[Path, float] = {}
        self._news = threading.Event()
        self._failed = threading.Event()

    def run(self) -> None:
        """Ship until told to stop, then wait a little for what is on its way."""
        while not self._stop.is_set():
            if self._bus is None and not self._connect():
                self._stop.wait(AGAIN_S)
            elif not self._round():
                self._news.wait(ROUND_S)
                self._news.clear()
        deadline = time.monotonic() + STOP_S
        while self._in_flight() and self._bus is not None and time.monotonic() < deadline:
            self._news.wait(ROUND_S)
            self._news.clear()
            self._settle(at_once=True)
        self._settle(at_once=True)
        self._disconnect()

    def _connect(self) -> bool:
        try:
            topic = make_topics(self._address, TOPICS)[EVENTS.name]
            self._bus = Publisher(self._address)
        except BusAwayError as away:
            if not self._is_away:
                log.warning("bus.away", why=type(away.__cause__).__name__)
            self._is_away = True
            return False
        self._is_away = False
        if topic != self._topic:  # made anew: what another one acknowledged is not in it
            self._topic = topic
            self._journals = Journals(self._root)
            self._couriers.clear()
        self._failed.clear()
        log.info("bus.connected")
        return True

    def _disconnect(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()
        for courier in self._couriers:
            courier.take_back()

    def _round(self) -> bool:
        """Look at each journal once; say whether there may be more to do at once."""
        for folder in self._journals.next(MOST_FOUND):
            self._guarded(folder, partial(self._begin, folder))
        self._settle()
        if self._failed.is_set():
            self._failed.clear()  # before looking: what fails from here on sets it again
            if any(courier.has_failed for courier in self._couriers):
                log.warning("bus.failed", in_flight=self._in_flight())
                self._disconnect()
                return True
        return self._send_all() > 0

    def _send_all(self) -> int:
        """Give each courier its turn while there is room; whoever had none is the first next."""
        room, sent = MOST_IN_FLIGHT - self._in_flight(), 0
        for _ in range(len(self._couriers)):
            if sent >= room or self._bus is None:
                break
            courier = self._couriers[0]
            self._couriers.rotate(-1)
            sent += self._send(courier, self._bus, min(MOST_AT_ONCE, room - sent))
        return sent

    def _send(self, courier: Courier, bus: Publisher, most: int) -> int:
        sent = 0

        def send() -> None:
            nonlocal sent
            sent = courier.send(bus, most)

        try:
            self._guarded(courier.folder, send)
        except BusAwayError:
            log.warning("bus.takes_nothing")
            self._disconnect()
        return sent

    def _begin(self, folder: Path) -> None:
        courier = Courier(folder, self._topic, told=self._told, now=time.time)
        if not courier.is_over:
            self._couriers.appendleft(courier)

    def _settle(self, *, at_once: bool = False) -> None:
        for courier in list(self._couriers):
            courier.settle()
            could = self._guarded(courier.folder, partial(courier.note, at_once=at_once))
            if courier.is_over or not (could or courier.folder.exists()):
                self._couriers.remove(courier)

    def _guarded(self, folder: Path, what: Callable[[], object]) -> bool:
        """Do something with one journal; one that cannot be used never holds the others up."""
        if time.monotonic() < self._resting.get(folder, 0.0):
            return True
        self._resting.pop(folder, None)
        try:
            what()
        except (OSError, ValueError) as error:
            log.warning("journal.unusable", call=folder.name, why=type(error).__name__)
            self._resting[folder] = time.monotonic() + REST_S
            return False
        return True

    def _in_flight(self) -> int:
        return sum(courier.in_flight for courier in self._couriers)

    def _told(self, why: Exception | None) -> None:
        if why is not None:
            self._failed.set()
        self._news.set()


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    hush()
    home = find_home()
    try:
        spine = read_section(Spine, home=home)
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"spotfunnel shipper: {error}", file=sys.stderr)  # noqa: T201 - it can't start
        return 1
    if not spine.kafka:
        print("spotfunnel shipper: [spine] kafka is not set", file=sys.stderr)  # noqa: T201
        return 1
    Shipper(home.journals, spine.kafka, stop).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
