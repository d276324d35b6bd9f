"""One model's thread, shared by calls on loops of their own."""

import asyncio
import threading
import time

from agent_worker.runtime.providers.worker import Urgency, Worker


def test_the_most_urgent_job_goes_first() -> None:
    async def run() -> list[str]:
        worker, gate, done = Worker("test"), threading.Event(), list[str]()
        blocked = worker.submit(gate.wait, Urgency.FINAL)
        partial = worker.submit(lambda: done.append("partial"), Urgency.PARTIAL)
        final = worker.submit(lambda: done.append("final"), Urgency.FINAL)
        gate.set()
        await asyncio.gather(blocked, partial, final)
        return done

    assert asyncio.run(run()) == ["final", "partial"]


def test_a_call_that_ended_before_its_answer_leaves_the_worker_idle() -> None:
    worker, gate = Worker("test"), threading.Event()

    async def leave() -> None:
        worker.submit(gate.wait, Urgency.PARTIAL)

    async def come() -> None:
        await worker.submit(lambda: None, Urgency.PARTIAL)

    asyncio.run(leave())
    gate.set()
    asyncio.run(asyncio.wait_for(come(), 5))
    deadline = time.monotonic() + 5
    while not worker.idle and time.monotonic() < deadline:
        pass

    assert worker.idle


def test_a_job_that_raises_says_so_to_its_caller_only() -> None:
    async def run() -> tuple[str, int]:
        worker = Worker("test")
        failing = worker.submit(lambda: 1 // 0, Urgency.FINAL)
        try:
            await failing
        except ZeroDivisionError as error:
            return str(error), await worker.submit(lambda: 7, Urgency.FINAL)
        return "", 0

    assert asyncio.run(run()) == ("integer division or modulo by zero", 7)
