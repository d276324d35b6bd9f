"""What the business's graph tells the core: what is next, what may be chosen, where it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import msgspec

from objective_engine.conditions import All, AnyOf, Condition, Is
from objective_engine.directives import (
    Answer,
    Book,
    Capture,
    Change,
    Choose,
    Finish,
    Greet,
    Inform,
    TakeMessage,
    Transfer,
)
from objective_engine.engine import Progress, next_step
from objective_engine.gazetteer import STATE_OF
from objective_engine.graph import Graph
from objective_engine.hours import classify
from objective_engine.steps import ChooseStep
from spine.events.call import BusinessTime
from spine.ids import CallMs, ObjectiveName

replace = msgspec.structs.replace

Act = TakeMessage | Book | Change
"""What takes several fields: `parts` has them."""
Wanted = Greet | Capture | Act | Transfer | Answer | Inform | Finish
"""What Level 2 can want; a choice is a field that the primitive `choice` captures."""

Choices = tuple[tuple[str, tuple[str, ...]], ...]
"""See `Context.choices`."""

NAMED: Final = MappingProxyType(
    {
        "date_time": "datetime",
        "birth_date": "dob",
        "yes_no": "confirm",
        "spelling": "spelled",
        "digits": "dtmf",
    }
)
"""Our primitives by the names that configurations have for them, where those differ."""
CAPITAL_TERRITORY: Final = (range(200, 300), range(2600, 2619), range(2900, 2921))
"""Its postcodes (docs/sources_locale.md); it has New South Wales's time."""


def next_to_do(graph: Graph, progress: Progress) -> Wanted:
    """Return what to do next."""
    step = next_step(graph, progress)
    match step:
        case Choose():
            return Capture(step.objective, step.field, "choice", step.required)
        case Capture():
            primitive = NAMED.get(step.primitive)
            return step if primitive is None else replace(step, primitive=primitive)
        case _:
            return step


def hours(graph: Graph, began: str, at_ms: CallMs) -> tuple[BusinessTime, tuple[str, ...]]:
    """Return what a moment of a call is for a business, and who may be rung in it.

    Args:
        graph: The business.
        began: Its local time when the call began, ISO 8601.
        at_ms: On the call's clock. A change of the clocks within the call is not looked for.
    """
    now = datetime.fromisoformat(began) + timedelta(milliseconds=at_ms)
    return classify(graph, now.isoformat())


def state(graph: Graph) -> str:
    """Return the state that a business is in: a suburb of several is most likely there."""
    codes = [place for place in graph.area if place.isdecimal()]
    if codes and all(any(int(code) in block for block in CAPITAL_TERRITORY) for code in codes):
        return "ACT"
    return STATE_OF[graph.time_zone]


def choices(graph: Graph, objective: ObjectiveName) -> Choices:
    """Return what an objective lets the caller choose: each by its title and synonyms.

    A thing that is only asked about once something else was chosen stands for that as well: who
    says "a burst pipe" to "how can we help?" has chosen a new job.
    """
    steps = {one.name: one.step for one in graph.objectives}
    step = steps.get(objective)
    options = step.options if isinstance(step, ChooseStep) else ()
    own = {word.casefold() for one in options for word in (one.title, *one.synonyms)}
    implied: dict[str, list[str]] = {}
    for name, word in _implied(graph, objective):
        if word.casefold() not in own:
            implied.setdefault(name, []).append(word)
    return tuple(
        (one.name, (one.title, *one.synonyms, *implied.get(one.name, ()))) for one in options
    )


def _implied(graph: Graph, objective: ObjectiveName) -> Iterator[tuple[str, str]]:
    """Yield options with the words that stand for them; words of two options tell neither."""
    said = [
        (option, word)
        for one in graph.objectives
        if isinstance(one.step, ChooseStep)
        for option in dict.fromkeys(_asked_after(one.when, objective))
        for follower in one.step.options
        for word in (follower.title, *follower.synonyms)
    ]
    means: dict[str, set[str]] = {}
    for option, word in said:
        means.setdefault(word.casefold(), set()).add(option)
    return ((option, word) for option, word in said if len(means[word.casefold()]) == 1)


def _asked_after(when: Condition | None, objective: ObjectiveName) -> Iterator[str]:
    """Yield the choices of which a condition asks for one."""
    match when:
        case Is(name=name, values=values) if name == objective:
            yield from values
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _asked_after(part, objective)
        case _:
            pass
