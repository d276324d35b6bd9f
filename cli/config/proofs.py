"""What `prove` of `spotfunnel config` does."""

import json
from pathlib import Path
from time import perf_counter

from cli.config.commands import FAILED, INVALID, OK, complain, graph_of
from objective_engine.checker import Proof, prove
from objective_engine.graph import Graph
from objective_engine.proving.dialogue import dialogue, shown
from objective_engine.proving.properties import TITLES
from spine.errors import RequestError

EXITS = {"proved": OK, "not proved": FAILED, "refuted": INVALID}


def prove_file(file: Path, *, as_json: bool, any_core: bool) -> int:
    """Print the proof. What is only “not proved” exits with an error too."""
    try:
        graph = graph_of(file, any_core=any_core)
    except RequestError as exc:
        return complain(exc)
    began = perf_counter()
    proof = prove(graph)
    seconds = perf_counter() - began
    print(_document(graph, proof, seconds) if as_json else _report(graph, proof, seconds))
    return EXITS[proof.verdict]


def _report(graph: Graph, proof: Proof, seconds: float) -> str:
    broken = {one.property: one for one in proof.violations}
    lines = [f"{graph.business}, graph {graph.id[:12]}: {proof.verdict}"]
    for name, title in TITLES.items():
        if name in broken:
            lines += [f"  ✗ {title}", *(f"    {line}" for line in shown(broken[name]).split("\n"))]
        elif name in {"danger", "person"} and not graph.contacts:
            lines.append(f"  - {title}: left to the Voice Core, there are no contacts")
        else:
            lines.append(f"  {'✓' if proof.verdict != 'not proved' else '?'} {title}")
    worst, known = proof.worst, len(graph.objectives)
    lines.append(
        f"worst call without interruptions: {worst.questions} questions, {worst.seconds} s,"
        f" ${worst.microaud / 1_000_000:.2f} (planning figures)"
    )
    lines.append(
        f"looked at {proof.steps} steps of {proof.classes} classes of calls in {seconds:.2f} s;"
        f" {len(proof.reached)} of {known} objectives reached"
    )
    return "\n".join([*lines, proof.why] if proof.why else lines)


def _document(graph: Graph, proof: Proof, seconds: float) -> str:
    return json.dumps(
        {
            "graph": graph.id,
            "verdict": proof.verdict,
            "why": proof.why,
            "classes": proof.classes,
            "steps": proof.steps,
            "seconds": round(seconds, 3),
            "worst": {
                "questions": proof.worst.questions,
                "seconds": proof.worst.seconds,
                "microaud": proof.worst.microaud,
            },
            "violations": [
                {
                    "property": one.property,
                    "why": one.why,
                    "call": list(dialogue(one.call)) if one.call else [],
                }
                for one in proof.violations
            ],
        }
    )
