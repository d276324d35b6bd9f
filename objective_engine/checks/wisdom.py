"""What is legal but unwise."""

from collections.abc import Iterator
from typing import Final

from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.hours import week_of
from objective_engine.naming import STEPS, placed
from objective_engine.plan import Book, Capture, Choose, Qualify
from objective_engine.tables import REACHES

MANY: Final = 8
"""Questions above which callers begin to hang up; a warning, never a limit."""


def judge_wisdom(config: Config) -> Iterator[Diagnostic]:
    """Yield warnings."""
    yield from _ways(config)
    yield from _many(config)
    yield from _hours(config)
    yield from _area(config)


def _area(config: Config) -> Iterator[Diagnostic]:
    area = config.business.area
    for one in placed(config):
        if isinstance(one.step, Qualify) and not (area.postcodes or area.suburbs or area.around):
            yield Diagnostic(
                pointer=one.pointer,
                code="SF1308",
                message="every place is served: the business has no area.",
                cure="give `area` under `business`.",
            )


def _ways(config: Config) -> Iterator[Diagnostic]:
    captures = [(one.pointer, one.step) for one in placed(config)]
    fields = [(at, step) for at, step in captures if isinstance(step, Capture)]
    ways = [(at, step) for at, step in fields if step.primitive in REACHES]
    if fields and not ways:
        yield Diagnostic(
            pointer=STEPS,
            code="SF1301",
            message="no field is a way to call the caller back.",
            cure="add a field with the primitive `phone`.",
        )
    if ways and not any(step.required for _, step in ways):
        yield Diagnostic(
            pointer=ways[0][0],
            code="SF1303",
            message="a caller may go without leaving a way to call back.",
            cure="make this field required.",
        )
    for at, step in fields:
        if step.primitive == "email" and step.required:
            yield Diagnostic(
                pointer=at,
                code="SF1306",
                message="a spelled e-mail address takes long and often fails on a mobile.",
                cure="make it optional; a text message can ask for it afterwards.",
            )


def _many(config: Config) -> Iterator[Diagnostic]:
    always = [one for one in placed(config) if one.branch is None]
    longest = max(
        (len([s for s in branch.steps if _asks(s)]) for branch in config.objectives.branches),
        default=0,
    )
    count = sum(_asks(one.step) for one in always) + longest
    if count > MANY:
        yield Diagnostic(
            pointer=STEPS,
            code="SF1302",
            message=f"{count} questions are many for one call.",
            cure=f"keep to {MANY} or fewer.",
        )


def _asks(step: object) -> bool:
    return isinstance(step, (Capture, Choose, Book))


def _hours(config: Config) -> Iterator[Diagnostic]:
    shut = not week_of(config.business.hours)
    for place, contact in enumerate(config.contacts):
        never = contact.rung == "listed" and not week_of(contact.hours)
        if never or (shut and contact.rung == "in_hours"):
            yield Diagnostic(
                pointer=child("/contacts", place),
                code="SF1304",
                message=f"{contact.title} can never be rung: there are no hours.",
                cure="give `hours`, or say `rung: always`.",
            )
    books = [one for one in placed(config) if isinstance(one.step, Book)]
    if books and shut:
        yield Diagnostic(
            pointer=books[0].pointer,
            code="SF1307",
            message="visits are to be booked, but the business has no hours.",
            cure="give `hours` under `business`.",
        )
