"""A graph made ready for questions: what the engine would otherwise work out at every turn.

Everything here follows from the graph and never changes; `Graph.tables` builds it once.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from objective_engine.area import Area, area_of
from objective_engine.conditions import All, Condition, Test, test_of
from objective_engine.directives import (
    AnyDirective,
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
from objective_engine.objective import Objective, Verdict
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
from spine.ids import ObjectiveName

VALUED: Final = (CaptureStep, ChooseStep, BookStep)
"""Steps whose end is a value of the caller's."""
REACHES: Final = frozenset({"phone", "email"})
"""Primitives whose confirmed value is a way to reach the caller."""
OWED: Final = frozenset({"requested", "booked"})
"""Outcomes after which somebody has to be able to ring the caller."""


class Visit(msgspec.Struct, frozen=True):
    """A visit whose length hangs on what it is for."""

    service: str
    books: Mapping[str, Book]
    """By service; empty for those that take a slot."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One objective as the engine asks about it."""

    name: ObjectiveName
    signal: str
    waits: tuple[int, ...]
    """Numbers of the conditions that must all hold."""
    needs: tuple[ObjectiveName, ...]
    spared: bool
    """Whether a caller in a hurry is not asked for it."""
    answers: bool
    """Whether it is due whenever a question is open, and only then."""
    closes: str | None
    """Outcome that it closes the call with, empty where what was achieved says it."""
    visit: Visit | None
    directive: AnyDirective | None
    """What is wanted when it is due; None where the call decides that."""


class Decision(msgspec.Struct, frozen=True):
    """How a verdict is found: by the first row that holds, or by whether a place is served."""

    rows: tuple[tuple[Test, str], ...] = ()
    otherwise: str = ""
    place: str = ""
    """The field that names the place; empty where the rows decide."""


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """All of a graph that the engine asks about."""

    rows: tuple[Row, ...]
    """In graph order."""
    calm: tuple[Row, ...]
    """Those of them that neither a signal nor a question has to be given for."""
    row_of: Mapping[ObjectiveName, Row]
    tests: tuple[Test, ...]
    """Conditions by number; equal ones have one number, so each is asked once a turn."""
    closings: tuple[Row, ...]
    decisions: Mapping[str, Decision]
    """By the name of the verdict."""
    fields: tuple[tuple[ObjectiveName, bool], ...]
    """Objectives whose end is a value of the caller's, and whether it is required."""
    ways: frozenset[ObjectiveName]
    """Objectives whose end is a way to reach the caller."""
    danger: bool
    """Whether a call in which somebody is in danger has a way of its own."""
    area: Area | None


def tables_of(
    objectives: tuple[Objective, ...], verdicts: tuple[Verdict, ...], area: tuple[str, ...]
) -> Tables:
    """Make a graph ready for questions."""
    numbers: dict[Condition, int] = {}
    rows = tuple(_row(one, numbers) for one in objectives)
    return Tables(
        rows=rows,
        calm=tuple(row for row in rows if not (row.signal or row.answers)),
        row_of={row.name: row for row in reversed(rows)},
        tests=tuple(map(test_of, numbers)),
        closings=tuple(row for row in rows if row.closes is not None),
        decisions={one.name: _decision(one.step) for one in reversed(verdicts)},
        fields=tuple(
            (one.name, one.step.required) for one in objectives if isinstance(one.step, VALUED)
        ),
        ways=frozenset(
            one.name
            for one in objectives
            if isinstance(one.step, CaptureStep) and one.step.primitive in REACHES
        ),
        danger=any(row.signal == "emergency" for row in rows),
        area=area_of(area),
    )


def _visit(book: Book, step: BookStep) -> Visit:
    longer = {
        name: msgspec.structs.replace(book, slot_minutes=minutes) for name, minutes in step.longer
    }
    return Visit(step.service, {"": book, **longer})


def _row(one: Objective, numbers: dict[Condition, int]) -> Row:
    parts = one.when.of if isinstance(one.when, All) else (one.when,) if one.when else ()
    wanted = _DIRECTIVES.get(type(one.step))
    directive = wanted(one.name, one.step) if wanted else None
    visit = None
    if isinstance(one.step, BookStep) and isinstance(directive, Book) and one.step.longer:
        visit, directive = _visit(directive, one.step), None
    return Row(
        name=one.name,
        signal=one.signal,
        waits=tuple(numbers.setdefault(part, len(numbers)) for part in parts),
        needs=one.needs,
        spared=isinstance(one.step, VALUED) and not one.step.required,
        answers=isinstance(one.step, AnswerStep),
        closes=one.step.outcome if isinstance(one.step, FinishStep) else None,
        visit=visit,
        directive=directive,
    )


def _decision(step: TriageStep | QualifyStep) -> Decision:
    if isinstance(step, QualifyStep):
        return Decision(place=step.field)
    return Decision(tuple((test_of(row.when), row.verdict) for row in step.rows), step.otherwise)


def _book(name: ObjectiveName, step: BookStep) -> AnyDirective:
    return Book(
        objective=name,
        field=step.field,
        slot_minutes=step.slot_minutes,
        lead_hours=step.lead_hours,
        horizon_days=step.horizon_days,
        buffer_minutes=step.buffer_minutes,
    )


_DIRECTIVES: Final[Mapping[type, Callable[[ObjectiveName, Any], AnyDirective | None]]] = {
    GreetStep: lambda name, _: Greet(objective=name),
    CaptureStep: lambda name, step: Capture(
        name, step.field, step.primitive, step.required, step.shapes, step.unit
    ),
    ChooseStep: lambda name, step: Choose(
        objective=name, field=step.field, options=step.options, required=step.required
    ),
    BookStep: _book,
    ChangeStep: lambda name, step: Change(objective=name, field=step.field, what=step.what),
    RouteStep: lambda name, step: Transfer(
        objective=name, contact=step.contact, number=step.number, mode=step.mode
    ),
    MessageStep: lambda name, step: TakeMessage(objective=name, urgent=step.urgent),
    InformStep: lambda name, step: Inform(objective=name, topic=step.topic),
    FinishStep: lambda name, step: (
        Finish(objective=name, outcome=step.outcome)
        if step.outcome and step.outcome not in OWED
        else None
    ),
}
"""What an objective wants by its kind. An answer depends on the question, so it is not here."""
