"""A graph as sentences, for an operator to read to the business."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from objective_engine.condition_english import either, english, words
from objective_engine.conditions import All
from objective_engine.graph import CLOSING, TURN_AWAY, Graph, Objective
from objective_engine.hours import DAY_MINUTES, Span
from objective_engine.steps import (
    AnswerStep,
    BookStep,
    CaptureStep,
    ChangeStep,
    ChooseStep,
    FinishStep,
    GreetStep,
    InformStep,
    MessageStep,
    QualifyStep,
    RouteStep,
    TriageStep,
)

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _optional(required: bool) -> str:  # noqa: FBT001 - read at its only use
    return "" if required else ", if the caller is not in a hurry"


def _asks(step: CaptureStep) -> str:
    if step.unit:
        return f"asks how many {step.unit}"
    shaped = f" (like {either(step.shapes)})" if step.shapes else ""
    return f"asks for the {words(step.field)}{shaped}"


def _longer(step: BookStep) -> str:
    longer = ", ".join(f"{minutes} for {words(name)}" for name, minutes in step.longer)
    return f" ({longer})" if longer else ""


_DOES: Final[Mapping[type, Callable[[Any], str]]] = {
    GreetStep: lambda _: "says who is speaking and that the call is recorded",
    CaptureStep: lambda s: f"{_asks(s)}{_optional(s.required)}",
    ChooseStep: lambda s: (
        f"finds out which {words(s.field)} it is: "
        + ", ".join(option.title for option in s.options)
        + _optional(s.required)
    ),
    BookStep: lambda s: (
        f"offers times of {s.slot_minutes} minutes{_longer(s)}, from {s.lead_hours} hours"
        f" to {s.horizon_days} days ahead{_optional(s.required)}"
    ),
    ChangeStep: lambda s: f"takes a request to {s.what} a booking, and reads nothing out",
    RouteStep: lambda s: f"rings {words(s.contact)} on {s.number} ({s.mode} transfer)",
    MessageStep: lambda s: f"takes {'an urgent' if s.urgent else 'a'} message",
    AnswerStep: lambda _: "answers a question from what is written below, then goes on",
    InformStep: lambda s: f"says the sentence about {words(s.topic)}",
    FinishStep: lambda s: (
        f"says goodbye; the call is counted as “{words(s.outcome)}”"
        if s.outcome
        else "says goodbye; the call is counted as what was achieved"
    ),
}


def sentence(objective: Objective) -> str:
    """Return what the agent does for an objective, and when."""
    does = _DOES[type(objective.step)](objective.step)
    when = f"When {english(objective.when)}, the agent " if objective.when else "The agent "
    after = " and ".join(f"“{words(name)}”" for name in objective.needs)
    return f"{when}{does}{f', after {after}' if after else ''}."


def explain(graph: Graph) -> Iterator[str]:
    """Yield everything that the agent will do, a sentence each."""
    yield from _business(graph)
    yield from _objectives(graph)
    for verdict in graph.verdicts:
        yield from _verdict(verdict.name, verdict.step)
    for entry in graph.knowledge:
        yield f"Asked “{entry.questions[0]}”, it says: “{entry.answer}”"
    yield f"A caller who can be called back is counted as “{words(graph.outcome)}”."
    for trigger in graph.triggers:
        yield f"After {', '.join(map(words, trigger.on))}: {words(trigger.run)}."
    if graph.emails:
        yield f"Told by e-mail: {', '.join(graph.emails)}."
    for letter in graph.messages:
        yield f"A letter about {', '.join(map(words, letter.on))} is headed “{letter.subject}”."
    yield f"What was said is kept for {graph.retention_days} days."


def _objectives(graph: Graph) -> Iterator[str]:
    for objective in graph.objectives:
        closes = objective.rank == CLOSING and objective.step != FinishStep()
        if "." in objective.name and isinstance(objective.step, MessageStep):
            yield _route(graph, objective)
        elif "." not in objective.name or objective.rank == TURN_AWAY or closes:
            yield sentence(objective)


def _business(graph: Graph) -> Iterator[str]:
    yield f"{graph.business} is answered on {', '.join(graph.numbers)}."
    yield f"It is open {hours(graph.week)}." if graph.week else "It has no opening hours."
    for closure in graph.closures:
        until = f" to {closure.last}" if closure.last != closure.first else ""
        yield f"It is closed on {closure.first}{until} ({closure.why})."
    if graph.area:
        yield f"It works in {', '.join(entry.title() for entry in graph.area)}."
    for contact in graph.contacts:
        yield f"{contact.title} ({contact.number}) can be rung {hours(contact.week)}."


def _route(graph: Graph, message: Objective) -> str:
    """Return a whole route as one sentence; its message stands for it."""
    name = message.name.partition(".")[0]
    titles = {one.name: one.title for one in graph.contacts}
    rung = [
        titles.get(one.step.contact, one.step.contact)
        for one in graph.objectives
        if isinstance(one.step, RouteStep) and one.name.partition(".")[0] == name
    ]
    parts = message.when.of[:-1] if isinstance(message.when, All) else ()
    why = parts[0] if len(parts) == 1 else All(of=parts)
    when = f"When {english(why)}, the agent" if parts else "The agent"
    urgent = "an urgent" if getattr(message.step, "urgent", False) else "a"
    who = ", then ".join(rung)
    return f"{when} rings {who} in their hours; if nobody answers, it takes {urgent} message."


def _verdict(name: str, step: TriageStep | QualifyStep) -> Iterator[str]:
    if isinstance(step, QualifyStep):
        yield f"{words(name).capitalize()} says whether {words(step.field)} is in the area."
        return
    for row in step.rows:
        yield f"{words(name).capitalize()} is {words(row.verdict)} when {english(row.when)}."
    yield f"{words(name).capitalize()} is {words(step.otherwise)} in all other calls."


def hours(week: tuple[Span, ...]) -> str:
    """Return hours of a week in words."""
    if week == tuple((day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in range(7)):
        return "at any time"
    if not week:
        return "at no time"
    said: dict[str, list[str]] = {}
    for start, end in week:
        day, minute = divmod(start, DAY_MINUTES)
        window = f"{_clock(minute)} to {_clock(end - day * DAY_MINUTES)}"
        said.setdefault(window, []).append(DAYS[day])
    return "; ".join(f"{', '.join(days)} from {window}" for window, days in said.items())


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
