"""The servers' life and death, with a worker that only beeps."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from stress.phone import NotAnsweredError, Phone

SPOTFUNNEL: Final = (sys.executable, "-m", "cli.main", "stack")
NUMBER: Final = "+61255501206"
MARK: Final = "SPOTFUNNEL_TEST_MARK"


class Bench:
    """A state folder of its own, and a mark on everything that is started from it."""

    def __init__(self, home: Path) -> None:
        self.mark = uuid.uuid4().hex
        self.environment = {**os.environ, "SPOTFUNNEL_HOME": str(home), MARK: self.mark}

    def run(self, *words: str, code: int = 0) -> str:
        ran = subprocess.run(
            (*SPOTFUNNEL, *words),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def up(self, *words: str) -> None:
        self.run("up", "--worker", "bench.null_agent", "--owner-pid", str(os.getpid()), *words)

    def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run("status", "--json"))
        return document

    def alive(self) -> list[int]:
        """Every process that carries our mark, whatever it is called and whoever its parent is."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                marked = f"{MARK}={self.mark}".encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            if marked:
                found.append(int(entry.name))
        return found

    def calls_after(self, patience_s: float) -> list[Path]:
        """Return the calls that were written down, as soon as there is one."""
        journals = Path(self.environment["SPOTFUNNEL_HOME"]) / "journals"
        deadline = time.monotonic() + patience_s
        while not (calls := list(journals.glob("*"))) and time.monotonic() < deadline:
            time.sleep(0.05)
        return calls

    def dead_after(self, patience_s: float) -> list[int]:
        deadline = time.monotonic() + patience_s
        while (left := self.alive()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    for pid in bench.alive():
        os.kill(pid, signal.SIGKILL)


async def test_a_caller_is_answered_and_heard_in_both_codecs(bench: Bench) -> None:
    bench.up()
    state = bench.status()
    assert state["phase"] == "ready"
    assert all(state["health"].values())

    for codec in ("pcma", "pcmu"):
        async with Phone(f"sip:{NUMBER}@{state['sip']}", codec=codec) as phone:
            assert (await phone.answered()).code == 200
            async with asyncio.timeout(5):
                async for frame in phone.hear():
                    if int(abs(frame.astype(int)).max()) > 3_000:
                        break
            phone.hang_up()
            await phone.ended()

    bench.run("down")
    assert bench.dead_after(5) == []


async def test_with_no_worker_the_caller_is_refused_within_seconds(bench: Bench) -> None:
    bench.up("--workers", "0")

    began = time.monotonic()
    async with Phone(f"sip:{NUMBER}@{bench.status()['sip']}") as phone:
        with pytest.raises(NotAnsweredError):
            await phone.answered()
    assert time.monotonic() - began < 30  # nobody lets it ring so long; bench/ says how long it is

    log = bench.run("logs", "supervisor")
    assert "offered again" in log
    assert "refused" in log
    missed = await asyncio.to_thread(bench.calls_after, 20)
    assert len(missed) == 1
    bench.run("down")


@pytest.mark.parametrize(
    "victims",
    [("owner",), ("supervisor_pid",), ("guard_pid",), ("guard_pid", "supervisor_pid")],
    ids="+".join,
)
def test_nothing_lives_five_seconds_after_a_kill(bench: Bench, victims: tuple[str, ...]) -> None:
    owner = subprocess.Popen(["sleep", "300"])
    bench.run("up", "--worker", "bench.null_agent", "--owner-pid", str(owner.pid))
    pids = {"owner": owner.pid, **bench.status()}
    assert len(bench.alive()) >= 7  # guard, supervisor, three servers, two workers

    for victim in victims:
        os.kill(pids[victim], signal.SIGKILL)

    if "owner" in victims:
        owner.wait()
    assert bench.dead_after(5) == []
    owner.kill()
    owner.wait()
    assert "is ready" not in bench.run("status", code=1)


async def test_nothing_lives_after_the_owner_is_killed_in_the_middle_of_a_call(
    bench: Bench,
) -> None:
    owner = await asyncio.create_subprocess_exec("sleep", "300")
    bench.run("up", "--worker", "bench.null_agent", "--owner-pid", str(owner.pid))
    async with Phone(f"sip:{NUMBER}@{bench.status()['sip']}") as phone:
        await phone.answered()

        owner.kill()
        await owner.wait()

        left = await asyncio.to_thread(bench.dead_after, 5)
        assert left == []


def test_nothing_lives_after_the_owners_pipe_is_closed(bench: Bench) -> None:
    ours, theirs = os.pipe()
    words = ("up", "--worker", "bench.null_agent", "--workers", "1", "--owner-fd", str(ours))
    subprocess.run(
        (*SPOTFUNNEL, *words), env=bench.environment, pass_fds=(ours,), check=True, timeout=120
    )
    os.close(ours)
    assert bench.alive()

    os.close(theirs)

    assert bench.dead_after(5) == []


def test_nothing_lives_after_up_itself_is_killed_with_its_owner(bench: Bench) -> None:
    words = ("up", "--worker", "bench.null_agent")
    script = (
        "import os, subprocess, sys;"
        "subprocess.run([*sys.argv[1:], '--owner-pid', str(os.getpid())])"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, *SPOTFUNNEL, *words], env=bench.environment
    )
    deadline = time.monotonic() + 30
    while len(bench.alive()) < 6 and time.monotonic() < deadline:
        time.sleep(0.02)

    for pid in (owner.pid, *children(owner.pid)):
        os.kill(pid, signal.SIGKILL)

    owner.wait()
    assert bench.dead_after(5) == []


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_second_up_says_what_is_the_matter(bench: Bench) -> None:
    first = subprocess.Popen(
        (*SPOTFUNNEL, "up", "--worker", "bench.null_agent", "--workers", "1"),
        env=bench.environment,
    )
    deadline = time.monotonic() + 30
    while not bench.alive() or "starting" not in _state(bench):
        assert time.monotonic() < deadline
        time.sleep(0.02)

    said = bench.run("up", "--worker", "bench.null_agent", "--workers", "1", code=4)

    assert "being started" in said
    assert first.wait(60) == 0
    again = bench.run("up", "--worker", "bench.null_agent", "--workers", "1")
    assert "already up" in again
    other = bench.run("up", "--worker", "bench.null_agent", "--workers", "3", code=4)
    assert "other settings" in other
    bench.run("down")
    assert bench.dead_after(5) == []


def _state(bench: Bench) -> str:
    file = Path(bench.environment["SPOTFUNNEL_HOME"]) / "stack" / "default" / "state.json"
    return file.read_text() if file.exists() else ""


def test_a_state_left_by_the_killed_is_not_believed(bench: Bench) -> None:
    bench.up("--workers", "0")
    for pid in bench.alive():
        os.kill(pid, signal.SIGKILL)
    assert bench.dead_after(5) == []

    assert "nothing of it runs" in bench.run("status", code=1)
    assert "was not up" in bench.run("down")
    bench.up("--workers", "0")
    bench.run("down")


def test_a_part_that_will_not_start_is_named_with_the_end_of_its_log(bench: Bench) -> None:
    said = bench.run("up", "--worker", "tests.no_such_worker", code=1)

    assert re.search("worker-[12] did not start", said)
    assert "No module named" in said
    assert bench.dead_after(5) == []


def test_a_port_that_is_taken_is_named(bench: Bench) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        said = bench.run("up", "--workers", "0", "--sip-port", str(port), code=1)

    assert f"port {port}" in said
    assert bench.dead_after(5) == []


def test_a_server_that_falls_is_started_again(bench: Bench) -> None:
    bench.up("--workers", "1")
    before = {part["name"]: part["pid"] for part in bench.status()["parts"]}

    os.kill(before["livekit-sip"], signal.SIGKILL)

    deadline = time.monotonic() + 20
    while True:
        parts = {part["name"]: part for part in json.loads(_state(bench))["parts"]}
        sip = parts["livekit-sip"]
        if sip["phase"] == "healthy" and sip["pid"] != before["livekit-sip"]:
            break
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert sip["restarts"] == 1
    bench.run("down")


def test_without_a_stack_every_command_says_so(bench: Bench) -> None:
    assert "no stack 'default'" in bench.run("status", code=3)
    assert "was not up" in bench.run("down")
