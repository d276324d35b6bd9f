"""How many events a second Level 2 folds and decides on, and how long 10,000 calls take.

    python -m bench.engine [--calls 10000] [--peers PYTHON]

One booking of a plumber's, as the events that its core would write (`engine_booking.jsonl`, about
seventy of them), is decoded, folded, and asked about after each objective that ends. `PYTHON` is an
interpreter with the peers in it (`pip install eventsourcing==9.5.6 transitions==0.9.3
python-statemachine==3.2.2 temporalio==1.35.0 msgspec==0.22.0`); they hold the same call
(`bench/engine_peers.py`, `bench/engine_temporal.py`), and ours is measured again between them, so
that a machine that is shared is shared by all.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from bench.report import Counted, begin, end
from cli.config.commands import today
from cli.config.facts import any_core
from cli.config.load import load_business
from objective_engine.checker import prove
from objective_engine.directives import Finish
from objective_engine.engine import next_step
from objective_engine.facts import Fact
from objective_engine.graph import Graph, from_bytes, to_bytes
from objective_engine.progress import Progress, apply
from spine.events.call import AnyEvent, ObjectiveEnded
from spine.home import PROJECT

FIXTURE: Final = Path(__file__).parent / "engine_booking.jsonl"
PLUMBER: Final = PROJECT / "examples" / "trades" / "harbourside-plumbing.yaml"
PEERS: Final = tuple(
    Path(__file__).parent / name for name in ("engine_peers.py", "engine_temporal.py")
)
ROUNDS: Final = 7
"""Of each side; the best counts: what a shared machine takes away says nothing of either."""
GOAL_EVENTS: Final = 500_000
GOALS: Final = {
    "eventsourcing": 8.0,
    "python-statemachine": 25.0,
    "transitions": 2.5,
    "temporal": 60.0,
}
"""How many times faster we want to be."""
NOTES: Final = (
    "Seconds of this process, decoding included; the machine was shared.",
    "The booking was put together from the plumber's template; it was not recorded.",
    "eventsourcing also keeps versions and stored events; its aggregate is rebuilt from them.",
    "transitions and python-statemachine hold one state and know no values, times or conditions.",
    "They have callbacks, guards, nested states and diagrams, which ours has no use for.",
    "Temporal's replayer runs any Python and holds each command of it against the history.",
    "Its history was put together from the same call: a signal an event, a task an answer.",
)

decode: Final = msgspec.json.Decoder(AnyEvent | Fact).decode


def hold(graph: Graph, lines: list[bytes]) -> str:
    """Hold one call from its log and return its outcome."""
    progress = Progress()
    directive = next_step(graph, progress)
    for line in lines:
        event = decode(line)
        progress = apply(progress, event)
        if type(event) is ObjectiveEnded:
            directive = next_step(graph, progress)
    return directive.outcome if isinstance(directive, Finish) else "unfinished"


def main() -> None:
    """Measure and write docs/reports/engine.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--peers", default="")
    args = parser.parse_args()
    run = begin("engine")
    graph = from_bytes(to_bytes(load_business(PLUMBER, any_core(), today())))
    lines = FIXTURE.read_bytes().splitlines()
    assert hold(graph, lines) == "booked"
    figures = [*ours(graph, lines, args.calls), *proving(graph)]
    if args.peers:
        figures += peers(args.peers, lambda: best_of(graph, lines, args.calls // 20))
    for figure in end(run, figures, NOTES):
        print(f"{figure.figure}: {figure.value} {figure.unit} (goal {figure.goal}, {figure.met})")


def rate_of(graph: Graph, lines: list[bytes], calls: int) -> float:
    """Return the events that we get through in a second of this process."""
    began = time.process_time()
    for _ in range(calls):
        hold(graph, lines)
    return calls * len(lines) / (time.process_time() - began)


def best_of(graph: Graph, lines: list[bytes], calls: int) -> float:
    """Return our rate in the best of some rounds, as the peers' is found."""
    return max(rate_of(graph, lines, calls) for _ in range(ROUNDS))


def ours(graph: Graph, lines: list[bytes], calls: int) -> list[Counted]:
    """Measure our engine."""
    rate = rate_of(graph, lines, calls)
    events = calls * len(lines)
    took = events / rate
    return [
        Counted(
            name="events decoded, folded and decided on",
            value=rate,
            unit="events/s",
            n=events,
            goal=GOAL_EVENTS,
            met=rate >= GOAL_EVENTS,
        ),
        Counted(
            name=f"{calls} calls",
            value=took,
            unit="s",
            n=calls,
            goal=2.0,
            met=took <= 2 * calls / 1e4,
        ),
    ]


def proving(graph: Graph) -> list[Counted]:
    """Measure the checker on a typical template."""
    began = time.process_time()
    proof = prove(graph)
    took = time.process_time() - began
    assert proof.verdict == "proved"
    return [
        Counted(
            name="a plumber's graph proved", value=took, unit="s", n=1, goal=2.0, met=took <= 2
        ),
        Counted(name="classes of calls in it", value=proof.classes, unit="classes", n=1),
        Counted(name="steps in it", value=proof.steps, unit="steps", n=1),
    ]


def peers(python: str, again: Callable[[], float]) -> list[Counted]:
    """Measure the peers in their own interpreter, and ourselves before each."""
    figures = []
    for script in PEERS:
        rate = again()
        ran = subprocess.run(
            [python, str(script), str(FIXTURE)], capture_output=True, text=True, check=True
        )
        for name, other in json.loads(ran.stdout).items():
            figures += _beside(name, other, times=rate / other)
    return figures


def _beside(name: str, other: float, *, times: float) -> list[Counted]:
    goal = GOALS[name]
    return [
        Counted(name=f"{name}, the same call", value=other, unit="events/s", n=1),
        Counted(
            name=f"our rate by that of {name}",
            value=times,
            unit="x",
            n=1,
            goal=goal,
            met=times >= goal,
        ),
    ]


if __name__ == "__main__":
    main()
