"""How late an event is in the log by way of the bus, and how quickly a backlog is made up.

    .venv/bin/python -m bench.bus [--events 60000] [--samples 200]

The real broker, database, shipper and ingester, each in its process, on this machine's loopback.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from agent_worker.runtime.journal import CallJournal
from cli.stack.kafka import kafka_in, kafka_ready
from cli.stack.postgres import postgres_in
from spine.events.inputs import FinalHeard
from spine.events.scribe import Heading
from spine.home import Home
from spine.ids import CallId, CallMs, SegmentId, TenantId
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.sealing import Sealer, SubjectKey

CALLS: Final = 100
LOOK_S: Final = 0.001
PATIENCE_S: Final = 120.0
WORDS: Final = "there is water coming through the ceiling of the bathroom "


class Installation:
    """A home on a broker and a database."""

    def __init__(self, home: Home, kafka: str, log_url: str) -> None:
        """Open the log; nothing else runs yet."""
        self.home = home
        self.log = SqlCallLog(log_url)
        self.views = Views(self.log)
        self._environment = {
            **os.environ,
            "SPOTFUNNEL_HOME": str(home.root),
            "SPOTFUNNEL_SPINE_KAFKA": kafka,
            "SPOTFUNNEL_SPINE_LOG_URL": log_url,
        }

    @contextmanager
    def running(self, *names: str) -> Iterator[None]:
        """Run processes of the bus by name."""
        started = [
            subprocess.Popen(
                [sys.executable, "-m", f"spine.bus.{name}"],
                env=self._environment,
                stdout=subprocess.DEVNULL,
            )
            for name in names
        ]
        try:
            yield
        finally:
            for one in started:
                one.terminate()
                one.wait()

    def journal(self, call: str) -> CallJournal:
        """Begin a call's journal."""
        heading = Heading(
            call=CallId(call),
            tenant=TenantId("bench"),
            core="1.0.0+0123456789ab",
            config="c" * 64,
            start_unix_ms=int(time.time() * 1_000),
        )
        sealer = Sealer(SubjectKey(bytes(range(32))))
        return CallJournal(self.home.journal_of(CallId(call)), heading, sealer.seal)


def heard(number: int) -> FinalHeard:
    """Return an input of a usual size: one event of about 600 bytes."""
    return FinalHeard(at_ms=CallMs(number), segment=SegmentId(number), texts=(WORDS,))


def wait_until(true: Callable[[], bool]) -> float:
    """Ask until it is so; return when."""
    deadline = time.perf_counter() + PATIENCE_S
    while not true():
        if time.perf_counter() > deadline:
            raise TimeoutError
        time.sleep(LOOK_S)
    return time.perf_counter()


def latency(at: Installation, samples: int) -> tuple[list[float], list[float]]:
    """Record one event at a time; return ms until its row, and until the views have it."""
    rows, views = list[float](), list[float]()
    journal = at.journal("latency")
    with at.running("shipper", "ingester"):
        for number in range(1, samples + 11):
            time.sleep(0.05 + random.random() * 0.05)
            began, end = time.perf_counter(), at.log.end()
            journal.record(heard(number), ())
            in_log = wait_until(lambda: at.log.end() > end)  # noqa: B023 - called at once
            in_views = wait_until(lambda: at.views.position() > end)  # noqa: B023 - as above
            if number > 10:
                rows.append((in_log - began) * 1_000)
                views.append((in_views - began) * 1_000)
        journal.close()
    return rows, views


def _cpu_s() -> float:
    """Return the processor time of processes that ended."""
    used = os.times()
    return used.children_user + used.children_system


def catch_up(at: Installation, events: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ship a backlog, then ingest it, each alone; return seconds and processor seconds of each."""
    each = events // CALLS
    for call in range(CALLS):
        journal = at.journal(f"backlog-{call:03}")
        for number in range(1, each + 1):
            journal.record(heard(number), ())
        journal.close()
    folders = [at.home.journal_of(CallId(f"backlog-{call:03}")) for call in range(CALLS)]
    acked = f'"acked":{each}'.encode()
    began, cpu = time.perf_counter(), _cpu_s()
    with at.running("shipper"):
        shipped = wait_until(lambda: all(_has(folder / "shipped", acked) for folder in folders))
    end = at.log.end()
    ingesting, between = time.perf_counter(), _cpu_s()
    with at.running("ingester"):
        ingested = wait_until(lambda: at.log.end() >= end + each * CALLS)
    return (shipped - began, between - cpu), (ingested - ingesting, _cpu_s() - between)


def _has(file: Path, word: bytes) -> bool:
    return file.exists() and word in file.read_bytes()


def line(what: str, figures: Sequence[float]) -> str:
    """Return one row of the table."""
    sorted_ms = sorted(figures)
    p50, p95 = (sorted_ms[int(len(sorted_ms) * part)] for part in (0.5, 0.95))
    return f"{what:<28} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  max {sorted_ms[-1]:6.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--samples", type=int, default=200)
    wanted = parser.parse_args()
    kafka_ready(print)
    with (
        TemporaryDirectory(prefix="spotfunnel-bench-") as folder,
        kafka_in(Path(folder) / "kafka") as (broker, _),
        postgres_in(Path(folder) / "postgres") as cluster,
    ):
        at = Installation(Home(Path(folder) / "home"), broker.address, cluster.url)
        rows, views = latency(at, wanted.samples)
        shipping, ingesting = catch_up(at, wanted.events)
        at.log.close()
    print(f"load average {os.getloadavg()[0]:.1f}, {wanted.samples} events one at a time")
    print(line("recorded -> row", rows))
    print(line("recorded -> views", views))
    events = wanted.events // CALLS * CALLS
    print(f"backlog of {events} events in {CALLS} calls, processes' start included")
    for what, (wall_s, cpu_s) in (
        ("journals -> topic", shipping),
        ("topic -> rows, views", ingesting),
    ):
        rate, each_us = events / wall_s, cpu_s / events * 1e6
        print(f"{what:<28} {rate:6.0f} events/s, {each_us:4.0f} us of a processor each")


if __name__ == "__main__":
    main()
