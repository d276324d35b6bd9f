"""How long `spotfunnel up` takes, in both shapes, and what a whole stack takes while it is idle.

    python -m bench.up [--starts 3]

The first start of each shape is from an empty state folder: businesses are tried and the phrases
are spoken into clips. The others find them there. Servers and pages are built before.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import psutil

from bench.report import Counted, Measured, begin, end
from cli.stack.build import build_all
from cli.stack.state import Place
from cli.up.page import page_ready
from spine.home import PROJECT, VARIABLE

PATIENCE_S: Final = 400.0
SETTLED_S: Final = 15.0
MIB: Final = 1_048_576


@contextmanager
def up(home: Path, shape: str) -> Iterator[tuple[dict[str, Any], float, subprocess.Popen[str]]]:
    """Be up; give what was said, and after how many seconds."""
    began = time.monotonic()
    words = ("up", "--shape", shape, "--json", "--owner-pid", str(os.getpid()))
    with subprocess.Popen(
        (sys.executable, "-m", "cli.main", *words),
        cwd=PROJECT,
        env={**os.environ, VARIABLE: str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.monotonic() - began
        try:
            yield json.loads(line), seconds, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def seconds_until_calls(said: dict[str, Any], began: float) -> float:
    """Return after how many seconds a browser's call would be answered."""
    with httpx.Client(base_url=said["dashboard"], timeout=30) as client:
        opened = {"link": said["link"].partition("#")[2]}
        client.post("/api/session", json=opened).raise_for_status()
        while time.monotonic() - began < PATIENCE_S:
            parts = client.get("/api/status").raise_for_status().json()["parts"]
            if any(part["name"] == "calls" and part["well"] for part in parts):
                return time.monotonic() - began
            time.sleep(0.1)
    raise AssertionError("it never came to be ready")


def embedded(home: Path) -> tuple[float, float]:
    """Start once; return the seconds to the page, and to the first call."""
    began = time.monotonic()
    with up(home, "embedded") as (said, seconds, _):
        return seconds, seconds_until_calls(said, began)


def memory_of(root: psutil.Process) -> float:
    """Return the proportional memory of a process and all below it, in MiB."""
    total = 0
    for process in (root, *root.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / MIB


def stack(home: Path) -> tuple[float, dict[str, float]]:
    """Start once; return the seconds to a call being answered, and the memory of each part idle."""
    os.environ[VARIABLE] = str(home)
    with up(home, "stack") as (_, seconds, process):
        time.sleep(SETTLED_S)
        state = Place("default").read()
        assert state is not None
        parts = {one.name: memory_of(psutil.Process(one.pid)) for one in state.parts}
        everything = memory_of(psutil.Process(state.guard_pid)) + memory_of(
            psutil.Process(process.pid)
        )
    return seconds, {**parts, "supervisor, guard, up": everything - sum(parts.values())}


def main() -> None:
    """Start everything several times and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.up")
    parser.add_argument("--starts", type=int, default=3)
    starts = parser.parse_args().starts
    build_all(print, whole=True)
    page_ready(print)
    run = begin("up")
    with TemporaryDirectory() as folder:
        alone = [embedded(Path(folder)) for _ in range(1 + starts)]
    with TemporaryDirectory() as folder:
        whole = [stack(Path(folder)) for _ in range(1 + starts)]
    memory = whole[-1][1]
    first = (
        ("embedded, first start: to the page", alone[0][0]),
        ("embedded, first start: to the first call", alone[0][1]),
        ("stack, first start: to the first call", whole[0][0]),
    )
    end(
        run,
        [
            *(Counted(name=name, value=value, unit="s", n=1) for name, value in first),
            Measured(name="embedded: to the page", unit="s", values=_column(alone[1:], 0)),
            Measured(name="embedded: to the first call", unit="s", values=_column(alone[1:], 1)),
            Measured(
                name="stack: to the first call", unit="s", values=tuple(one[0] for one in whole[1:])
            ),
            Counted(name="whole stack idle", value=sum(memory.values()), unit="MiB", n=1),
            *(
                Counted(name=f"{name} idle", value=value, unit="MiB", n=1)
                for name, value in memory.items()
            ),
        ],
        (
            "Memory is proportional: what processes share is divided among them.",
            f"Two workers; {SETTLED_S:.0f} s after the last start.",
        ),
    )


def _column(rows: list[tuple[float, float]], at: int) -> tuple[float, ...]:
    return tuple(row[at] for row in rows)


if __name__ == "__main__":
    main()
