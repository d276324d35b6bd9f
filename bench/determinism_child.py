"""Run by `bench.determinism` under each Python, with nothing installed but what the core imports.

Standard input: one JSON document of plain data. Standard output: what came of it, as hashes.
"""

import asyncio
import json
import sys
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from agent_worker.core_files import read_core
from objective_engine.compiler import compile_config
from objective_engine.core_facts import CoreFacts
from objective_engine.gazetteer import read_holidays, read_places
from objective_engine.graph import Graph, to_bytes
from spine.events.inputs import CallAnswered
from spine.ids import CallMs
from stress.caller import TruthfulCaller, scenario
from stress.text_call import TextCall


def compiled(asked: dict[str, Any]) -> tuple[dict[str, str], list[Graph]]:
    """Compile every configuration; return ids or what is wrong, and the graphs."""
    core = read_core()
    facts = CoreFacts(
        version=core.version,
        digest=core.digest,
        primitives=tuple(asked["primitives"]),
        directives=tuple(asked["directives"]),
        gazetteer=read_places(core.locale.tables["places"]),
        holidays=read_holidays(core.locale.tables["holidays"]),
    )
    ids, graphs = {}, []
    for name, data in asked["configs"].items():
        made = compile_config(
            data, core=facts, as_of=date.fromisoformat(asked["as_of"]), templates=asked["templates"]
        )
        if isinstance(made, Graph):
            ids[name] = sha256(to_bytes(made)).hexdigest()
            graphs.append(made)
        else:
            ids[name] = sha256(msgspec.json.encode(made)).hexdigest()
    return ids, graphs


async def calls(graphs: list[Graph], each: int) -> str:
    """Hold text calls and return the hash of everything that was decided in them."""
    core, digest = read_core(), sha256()
    for graph in graphs:
        for seed in range(each):

            def record(happening: Any, events: Any) -> None:
                digest.update(msgspec.json.encode(happening, order="deterministic"))
                digest.update(msgspec.json.encode(events, order="deterministic"))

            caller = TruthfulCaller(scenario("burst-pipe"), seed)
            first = CallAnswered(
                at_ms=CallMs(0),
                dialled=graph.numbers[0],
                local_time="2026-11-25T09:00:00+11:00",
                settings="s",
            )
            await TextCall(core, graph, caller=caller, record=record).run(first)
    return digest.hexdigest()


def main() -> None:
    """Answer."""
    asked = json.load(sys.stdin)
    ids, graphs = compiled(asked)
    held = [graph for graph in graphs if graph.tenant in asked["held"]]
    answer = {
        "python": sys.version.split()[0],
        "core": read_core().version,
        "graphs": ids,
        "calls": asyncio.run(calls(held, asked["each"])),
    }
    json.dump(answer, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main()
