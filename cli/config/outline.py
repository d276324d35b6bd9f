"""A graph as text."""

from objective_engine.condition_english import english
from objective_engine.english import sentence
from objective_engine.graph import OPENING, PLAN, Graph, Objective
from objective_engine.steps import CaptureStep, FinishStep, GreetStep


def outline(graph: Graph) -> str:
    """Return what a call will do: at any time first, then in order."""
    lines = [
        f"{graph.business} ({graph.tenant}), said as “{graph.spoken_name}”",
        f"answers {', '.join(graph.numbers)} in {graph.time_zone}",
        f"graph {graph.id}",
        "",
    ]
    plan = [one for one in graph.objectives if one.rank == OPENING or one.rank >= PLAN]
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(plan, start=1)]
    urgent = [one for one in graph.objectives if OPENING < one.rank < PLAN]
    lines += ["", "at any time:", *(f"- {sentence(one)}" for one in urgent)]
    lines += ["", f"a caller who can be called back is: {graph.outcome}"]
    return "\n".join(lines)


def _line(objective: Objective) -> str:
    when = f", when {english(objective.when)}" if objective.when else ""
    match objective.step:
        case GreetStep():
            return "say the recording notice"
        case CaptureStep(field=field, primitive=primitive, required=required):
            how = "required" if required else "optional"
            return f"find out {field} ({primitive}, {how}){when}"
        case FinishStep(outcome=outcome):
            return f"close the call{f' as {outcome}' if outcome else ''}{when}"
        case _:
            return sentence(objective)
