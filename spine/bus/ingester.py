"""Puts the bus's events into the log: `python -m spine.bus.ingester`; as many as one likes.

First the log, then the place in the topic: what was put in and not noted comes again, and the log
ignores it. Nothing that is in a message stops a partition.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from spine.bus.kafka import BusAwayError, Publisher, Receiver, hush, make_topics
from spine.bus.topics import EVENTS, GROUP, REFUSED, TOPICS
from spine.errors import EnvironmentNeedsError, RequestError
from spine.home import find_home
from spine.log.call_log import Appended
from spine.log.open import open_log
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.settings import Spine, read_section

WAIT_MS: Final = 200
"""How long nothing may come before the views are brought up to date all the same."""
MOST: Final = 2_000
"""Events of one transaction."""
AGAIN_S: Final = 0.5
REST_S: Final = 2.0
"""Views that fail are left alone so long: events go on into the log meanwhile."""
AWAY: Final = (
    OperationalError,
    InterfaceError,
    InternalError,  # a standby takes no writes
    ProgrammingError,  # a table that is not there yet
    PoolTimeoutError,
    OSError,
)
"""What a database that is away says: nothing is wrong with the events."""

log = structlog.get_logger()


class Intake(Protocol):
    """What an ingester needs of a log."""

    def append(self, stored: Sequence[bytes]) -> Appended:
        """Take events; again is the same as once."""
        ...


class Source(Protocol):
    """What an ingester needs of a `Receiver`."""

    def receive(self, wait_ms: int, most: int) -> tuple[bytes, ...]:
        """Return what is next."""
        ...

    def commit(self) -> None:
        """Go on behind it."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


class Ingester:
    """One member of the group."""

    def __init__(
        self,
        join: Callable[[], Source],
        intake: Intake,
        stop: threading.Event,
        *,
        refuse: Callable[[bytes, str], None],
        then: Callable[[], object],
    ) -> None:
        """Take what there is to work with; nothing is touched yet.

        Args:
            join: Joins the group. Raises `BusAwayError` while there is no bus.
            intake: The log.
            stop: Ends it between two batches.
            refuse: Keeps what not even the log's quarantine could take, and why.
            then: Brings the views up to date.
        """
        self._join = join
        self._intake = intake
        self._stop = stop
        self._refuse = refuse
        self._then = then
        self._away = ""
        self._then_at = 0.0

    def run(self) -> None:
        """Ingest until told to stop."""
        while not self._stop.is_set():
            try:
                source = self._join()
            except BusAwayError as error:
                self._wait("bus", error)
                continue
            try:
                self._ingest(source)
            except BusAwayError as error:
                self._wait("bus", error)
            finally:
                source.close()

    def _ingest(self, source: Source) -> None:
        while not self._stop.is_set():
            bodies = source.receive(WAIT_MS, MOST)
            if bodies:
                if not self._keep(bodies):
                    return
                self._commit(source)
            self._look_after()

    def _keep(self, bodies: Sequence[bytes]) -> bool:
        """Put events into the log, however long that takes; False if told to stop before."""
        while not self._stop.is_set():
            try:
                self._append(bodies)
            except (*AWAY, BusAwayError) as error:
                self._wait("log", error)
            else:
                self._back()
                return True
        return False

    def _append(self, bodies: Sequence[bytes]) -> None:
        try:
            appended = self._intake.append(bodies)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - an edge: a message, whatever is in it
            self._append_apart(bodies, error)
            return
        if appended.quarantined:
            log.warning("events.quarantined", count=appended.quarantined)

    def _append_apart(self, bodies: Sequence[bytes], error: Exception) -> None:
        """Find the one that a log stumbles over, and put it aside."""
        if len(bodies) == 1:
            self._refuse(bodies[0], type(error).__name__)
            log.error("event.refused", why=type(error).__name__)
            return
        middle = len(bodies) // 2
        self._append(bodies[:middle])
        self._append(bodies[middle:])

    def _commit(self, source: Source) -> None:
        try:
            source.commit()
        except BusAwayError as error:  # it comes again, and the log has it
            log.info("bus.not_noted", why=type(error.__cause__).__name__)

    def _look_after(self) -> None:
        if time.monotonic() < self._then_at:
            return
        try:
            self._then()
        except Exception as error:  # noqa: BLE001 - an edge: views never hold up the log
            log.warning("views.failed", why=type(error).__name__)
            self._then_at = time.monotonic() + REST_S

    def _wait(self, what: str, error: Exception) -> None:
        """Say once what is away, and wait a little."""
        if self._away != what:
            log.warning("away", what=what, why=type(error.__cause__ or error).__name__)
        self._away = what
        self._stop.wait(AGAIN_S)

    def _back(self) -> None:
        if self._away:
            log.info("back", what=self._away)
        self._away = ""


class Refusals:
    """Keeps what could not be kept in its place, in a topic of its own."""

    def __init__(self, address: str) -> None:
        """Connect when there is something."""
        self._address = address

    def __call__(self, body: bytes, why: str) -> None:
        """Keep one, durably.

        Raises:
            BusAwayError: If that did not work; try again.
        """
        failed: list[Exception | None] = []
        bus = Publisher(self._address)
        try:
            bus.publish(REFUSED.name, why, body, failed.append)
        finally:
            bus.close()
        if failed != [None]:
            raise BusAwayError("what was refused could not be put aside")


def ingester(address: str, kept_in: SqlCallLog, stop: threading.Event) -> Ingester:
    """Put an ingester together."""

    def join() -> Receiver:
        make_topics(address, TOPICS)
        return Receiver(address, EVENTS.name, GROUP)

    views = Views(kept_in)
    return Ingester(join, kept_in, stop, refuse=Refusals(address), then=views.catch_up)


def opened(stop: threading.Event, spine: Spine) -> SqlCallLog | None:
    """Open the log as soon as there is a database; None if told to stop before.

    Raises:
        SchemaTooNewError: If a later release wrote it.
    """
    while not stop.is_set():
        try:
            return open_log(find_home(), spine)
        except AWAY as error:
            log.warning("log.away", why=type(error).__name__)
            stop.wait(AGAIN_S)
    return None


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    hush()
    try:
        spine = read_section(Spine)
        if not spine.kafka:
            raise EnvironmentNeedsError("[spine] kafka is not set: `host:port` of the bus")  # noqa: TRY301
        kept_in = opened(stop, spine)
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"spotfunnel ingester: {error}", file=sys.stderr)  # noqa: T201 - it can't start
        return 1
    if kept_in is not None:
        with kept_in:
            ingester(spine.kafka, kept_in, stop).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
