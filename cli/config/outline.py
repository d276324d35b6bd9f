"""A graph as text."""

from objective_engine.graph import Graph, Objective
from objective_engine.steps import CaptureStep, FinishStep, GreetStep


def outline(graph: Graph) -> str:
    """Return what a call will do, in order."""
    lines = [
        f"{graph.business} ({graph.tenant}), said as “{graph.spoken_name}”",
        f"answers {', '.join(graph.numbers)} in {graph.time_zone}",
        f"graph {graph.id}",
        "",
    ]
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(graph.objectives, start=1)]
    lines += ["", f"a caller who can be called back is: {graph.outcome}"]
    return "\n".join(lines)


def _line(objective: Objective) -> str:
    match objective.step:
        case GreetStep():
            return "say the recording notice"
        case CaptureStep(field=field, primitive=primitive, required=required):
            how = "required" if required else "optional"
            return f"find out {field} ({primitive}, {how})"
        case FinishStep():
            return "close the call"
        case _:
            return objective.name
