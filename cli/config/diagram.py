"""A graph as a Mermaid diagram."""

from collections.abc import Iterator

from objective_engine.condition_english import english, words
from objective_engine.graph import Graph, Objective
from objective_engine.steps import FinishStep


def mermaid(graph: Graph) -> str:
    """Return the flow of a call, most urgent first: what is due is taken from the top."""
    return "\n".join(["flowchart TD", *_lines(graph)])


def _lines(graph: Graph) -> Iterator[str]:
    before = ""
    for place, one in enumerate(graph.objectives):
        node = f"n{place}"
        yield f"  {node}{_shape(one)}"
        if before:
            label = f'|"{_safe(english(one.when))}"|' if one.when else ""
            yield f"  {before} -->{label} {node}"
        if not isinstance(one.step, FinishStep):
            before = node


def _shape(one: Objective) -> str:
    kind = type(one.step).__name__.removesuffix("Step").lower()
    label = _safe(f"{kind}: {words(one.name)}")
    return f'(["{label}"])' if isinstance(one.step, FinishStep) else f'["{label}"]'


def _safe(text: str) -> str:
    return text.replace('"', "'").replace("|", "/")
