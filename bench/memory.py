"""What a call in progress costs a process: memory, and time on the loop.

    python -m bench.memory [--calls 10]

So many callers are silent at once in one process, on lines inside it; models are loaded before.
Their voices are heard (voice activity runs on every frame), none is recognised.
"""

import argparse
import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from agent_worker.core_files import read_core
from agent_worker.runtime.call import Parts, hold
from agent_worker.runtime.models import Models, load_aside
from agent_worker.runtime.papers import Answered, local_time, new_call_id, papers
from agent_worker.settings import read_settings
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from bench.report import Counted, Measured, begin, end
from cli.businesses import EXAMPLES, compile_all
from objective_engine.graph import Graph
from spine.home import Home
from stress.local_line import LocalLine

SETTLED_S: Final = 6.0
WATCHED_S: Final = 6.0


async def silent_call(home: Home, models: Models, core: Core, graph: Graph) -> None:
    """Hold one call whose caller says nothing."""
    now, line = datetime.now(UTC), LocalLine()
    call = new_call_id(now)
    answered = Answered(
        dialled=graph.numbers[0],
        caller_id=None,
        local_time=local_time(graph, now),
        settings="bench",
        carrier="carrier.none",
    )
    carrying = asyncio.create_task(line.run())
    async with papers(home, call, core=core, graph=graph) as journal:
        parts = Parts(
            core=core,
            graph=graph,
            activity=models.activity,
            recogniser=models.recogniser,
            speaking=models.speaking(),
            journal=journal,
            recording=home.recording_of(call),
        )
        await hold(line, answered, parts)
    carrying.cancel()


async def lag(seconds: float) -> list[float]:
    """Return how late, in milliseconds, a timer of 5 ms fires, over so many seconds."""
    late: list[float] = []
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        await asyncio.sleep(0.005)
        late.append((time.perf_counter() - began - 0.005) * 1_000)
    return late


async def main() -> None:
    """Hold the calls and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--calls", type=int, default=10)
    asked = parser.parse_args()
    run = begin("memory")
    core, process = read_core(), psutil.Process()
    (graph,) = compile_all((EXAMPLES / "harbour-plumbing.yaml",))
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        keep_core(home, core.digest)
        models = await load_aside(read_settings(), home.root, core)
        await models.warm(core, (graph,))
        await silent_call(home, models, core, graph)
        base = process.memory_info().rss
        calls = [
            asyncio.create_task(silent_call(home, models, core, graph)) for _ in range(asked.calls)
        ]
        await asyncio.sleep(SETTLED_S)
        used, cpu = process.memory_info().rss, sum(process.cpu_times()[:2])
        late = await lag(WATCHED_S)
        busy = (sum(process.cpu_times()[:2]) - cpu) / WATCHED_S / asked.calls * 100
        await asyncio.gather(*calls)
    mib = 1_048_576
    each = (used - base) / mib / asked.calls
    end(
        run,
        [
            Counted(name="process with its models", value=base / mib, unit="MiB", n=1),
            Counted(name="memory of a call", value=each, unit="MiB", n=asked.calls),
            Counted(name="core of a silent call", value=busy, unit="%", n=asked.calls),
            Measured(name="loop late", unit="ms", values=tuple(late)),
        ],
        (f"{asked.calls} calls at once in one process; their callers are silent.",),
    )


if __name__ == "__main__":
    asyncio.run(main())
