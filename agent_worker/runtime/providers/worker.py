"""One thread per model: jobs by urgency, results on the event loop, which never waits."""

import asyncio
import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    """Which job goes first; equal ones in the order that they came."""

    FINAL = 0
    AHEAD = 1
    PARTIAL = 2


class Worker:
    """A daemon thread that runs one job at a time. A job whose future was cancelled is skipped.

    Calls on different loops, in different threads, share one.
    """

    def __init__(self, name: str) -> None:
        self._jobs: Final[queue.PriorityQueue[tuple[int, int, Callable[[], None]]]] = (
            queue.PriorityQueue()
        )
        self._order = itertools.count()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    @property
    def idle(self) -> bool:
        """Nothing is running or waiting."""
        return self._jobs.unfinished_tasks == 0

    def submit(self, job: Callable[[], T], urgency: Urgency) -> asyncio.Future[T]:
        """Queue `job`; await the future on the calling loop."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(set_it: Callable[[Any], None], outcome: object) -> None:
            if not future.done():
                set_it(outcome)

        def run() -> None:
            outcome: object = None
            set_it: Callable[[Any], None] = future.set_result
            if not future.cancelled():
                try:
                    outcome = job()
                except Exception as exc:  # noqa: BLE001  # edge: handed to whoever awaits the job
                    set_it, outcome = future.set_exception, exc
            with contextlib.suppress(RuntimeError):  # its loop is closed: the call is over
                loop.call_soon_threadsafe(settle, set_it, outcome)

        self._jobs.put((urgency, next(self._order), run))
        return future

    def _work(self) -> None:
        while True:
            _, _, run = self._jobs.get()
            run()
            self._jobs.task_done()
