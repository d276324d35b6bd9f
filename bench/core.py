"""How long a step takes, and how much of a call the core keeps in memory.

    python -m bench.core [--calls 200]

Inputs are recorded from calls without sound, then stepped again one by one, each timed by itself.
Memory is the growth of the process while every final state is kept.
"""

import argparse
import asyncio
import gc
import time
from typing import Final

import psutil

from agent_worker.core_files import read_core
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.state import State
from agent_worker.voice_core.step import begin as begun
from agent_worker.voice_core.step import step
from bench.report import Counted, Measured, begin, end
from cli.businesses import EXAMPLES, compile_all
from objective_engine.graph import Graph
from spine.events.inputs import AnyInput, CallAnswered
from spine.ids import CallMs
from stress.caller import TruthfulCaller, scenario
from stress.text_call import TextCall

SCENES: Final = ("burst-pipe", "wrong-digit", "talks-over", "hangs-up", "silent")
MICRO: Final = 1e6


def recorded(core: Core, graph: Graph, at: int) -> list[AnyInput]:
    """Hold one call and return what happened in it."""
    inputs: list[AnyInput] = []
    first = CallAnswered(
        at_ms=CallMs(0),
        dialled=graph.numbers[0],
        local_time="2026-11-23T09:00:00+11:00",
        settings="bench",
    )
    caller = TruthfulCaller(scenario(SCENES[at % len(SCENES)]), seed=at)
    call = TextCall(core, graph, caller=caller, record=lambda one, _: inputs.append(one))
    asyncio.run(call.run(first))
    return inputs


def stepped(core: Core, graph: Graph, inputs: list[AnyInput], took_us: list[float]) -> State:
    """Step a call's inputs again, timing each."""
    state = begun()
    for one in inputs:
        began = time.perf_counter()
        state, _, _ = step(core, graph, state, one)
        took_us.append((time.perf_counter() - began) * MICRO)
    return state


def main() -> None:
    """Hold the calls and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.core")
    parser.add_argument("--calls", type=int, default=200)
    asked = parser.parse_args()
    run, core = begin("core"), read_core()
    (graph,) = compile_all((EXAMPLES / "harbour-plumbing.yaml",))
    calls = [recorded(core, graph, at) for at in range(asked.calls)]
    gc.collect()
    before = psutil.Process().memory_info().rss
    took_us: list[float] = []
    states = [stepped(core, graph, inputs, took_us) for inputs in calls]
    gc.collect()
    kept_kib = (psutil.Process().memory_info().rss - before) / len(states) / 1_024
    seconds = sum(took_us) / MICRO
    end(
        run,
        [
            Measured(name="step", unit="us", values=tuple(took_us), goal=5_000.0),
            Counted(name="memory a call keeps", value=kept_kib, unit="KiB", n=len(states)),
            Counted(name="calls a second", value=len(calls) / seconds, unit="1/s", n=len(calls)),
        ],
        (
            f"{len(SCENES)} scenarios without sound, {len(took_us)} inputs.",
            "Memory is that of the core's state; models, journal and sound are the runtime's.",
        ),
    )


if __name__ == "__main__":
    main()
