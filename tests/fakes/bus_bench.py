"""The real bus and the real database on ports of their own, to be killed and started again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from agent_worker.runtime.journal import CallJournal
from cli.stack.kafka import kafka_files, kafka_ready, start_kafka
from cli.stack.ports import free_port
from cli.stack.postgres import postgres_in
from spine.errors import EnvironmentNeedsError
from spine.events.inputs import FinalHeard
from spine.home import Home
from spine.ids import CallId, CallMs, SegmentId
from spine.journal_file import read_journal
from spine.log.sql import SqlCallLog
from tests.fakes.recorded import HEADING, SEALER

ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 120.0


class Servers:
    """One broker and one log, for all tests that share them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self.broker = kafka_files(folder / "kafka", (free_port(), free_port()))
        self._postgres = stack.enter_context(ExitStack())
        self.cluster = self._postgres.enter_context(postgres_in(folder / "postgres"))
        self.start_kafka()

    def kill_kafka(self) -> None:
        """Kill -9; its files stay as they are."""
        self._kafka.kill()
        self._kafka.wait()

    def start_kafka(self) -> None:
        """Start it, again on the same port."""
        self._kafka = start_kafka(self.broker)
        self._stack.callback(self.kill_kafka)

    def kill_postgres(self) -> None:
        """Kill -9; its children see that by themselves."""
        pid = (self.cluster.folder / "data" / "postmaster.pid").read_text("ascii").split()[0]
        os.kill(int(pid), signal.SIGKILL)
        self._postgres.close()

    def start_postgres(self) -> None:
        """Start it again on the same port, once the last child has let its memory go."""
        for _ in range(10):
            with suppress(EnvironmentNeedsError):
                self._postgres.enter_context(postgres_in(self.cluster.folder, self.cluster.port))
                return
            time.sleep(0.2)
        raise AssertionError("PostgreSQL did not come back")


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Run both."""
    kafka_ready(print)
    with ExitStack() as stack:
        yield Servers(folder, stack)


class Process:
    """One process of ours, started from the command line."""

    def __init__(self, words: Sequence[str], environment: dict[str, str]) -> None:
        self._running = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, **environment}
        )

    def kill(self) -> None:
        """Kill -9."""
        self._running.kill()
        self._running.wait()

    def stop(self) -> int:
        """Ask it to go; return its code."""
        self._running.terminate()
        return self._running.wait(PATIENCE_S)

    def ended(self) -> int:
        """Wait for its own end."""
        return self._running.wait(PATIENCE_S)


class Bench:
    """One installation on the servers: its journals, its processes and the calls that it holds."""

    def __init__(self, on: Servers, home: Home) -> None:
        self.on = on
        self.home = home
        self.log = SqlCallLog(on.cluster.url)
        self.environment = {
            "SPOTFUNNEL_HOME": str(home.root),
            "SPOTFUNNEL_SPINE_KAFKA": on.broker.address,
            "SPOTFUNNEL_SPINE_LOG_URL": on.cluster.url,
        }
        self._started: list[Process] = []

    def start(self, *words: str) -> Process:
        """Start a process with the environment of this installation."""
        process = Process(words, self.environment)
        self._started.append(process)
        return process

    def shipper(self) -> Process:
        """Start the real one."""
        return self.start("-m", "spine.bus.shipper")

    def ingester(self) -> Process:
        """Start the real one."""
        return self.start("-m", "spine.bus.ingester")

    def close(self) -> None:
        """End everything that is left."""
        for process in self._started:
            process.kill()
        self.log.close()

    def wait_for_rows(self, call: CallId, count: int) -> None:
        """Wait until the log has so many events of a call, without a gap."""
        self.wait_until(lambda: self.log.head(call) >= count)

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Ask until it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline, "it did not come to be"
            time.sleep(0.02)


class LiveCalls(threading.Thread):
    """Calls in progress: a few inputs to each in turn, as fast as the journal acknowledges them."""

    def __init__(self, home: Home, calls: Sequence[str], pause_s: float = 0.005) -> None:
        super().__init__(daemon=True)
        self.calls = tuple(CallId(call) for call in calls)
        self._journals = {
            call: CallJournal(
                home.journal_of(call), msgspec.structs.replace(HEADING, call=call), SEALER.seal
            )
            for call in self.calls
        }
        self._home = home
        self._pause_s = pause_s
        self._over = threading.Event()
        self.recorded = 0
        """Inputs to each call so far."""

    def run(self) -> None:
        """Talk until told to hang up."""
        while not self._over.wait(self._pause_s):
            self.recorded += 1
            heard = FinalHeard(
                at_ms=CallMs(self.recorded),
                segment=SegmentId(self.recorded),
                texts=(f"word {self.recorded} " * 8,),
            )
            for journal in self._journals.values():
                journal.record(heard, ())

    def talk_on(self, inputs: int) -> None:
        """Wait until each call has had so many inputs more."""
        target = self.recorded + inputs
        while self.recorded < target:
            self._over.wait(0.01)

    def hang_up(self) -> dict[CallId, tuple[bytes, ...]]:
        """End the calls; return what each journal has, all of it acknowledged as durable."""
        self._over.set()
        self.join()
        for journal in self._journals.values():
            assert journal.close()
        return {call: read_journal(self._home.journal_of(call)).stored for call in self.calls}
