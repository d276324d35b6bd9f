"""One planned objective as the step of a graph."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from objective_engine.condition_text import parse_condition
from objective_engine.config import Config
from objective_engine.directives import Option
from objective_engine.naming import parts_of, placed
from objective_engine.plan import (
    Book,
    Capture,
    Change,
    Choose,
    Close,
    Inform,
    Message,
    Qualify,
    Step,
    Triage,
)
from objective_engine.rewiring import rewired
from objective_engine.steps import (
    AnyStep,
    BookStep,
    CaptureStep,
    ChangeStep,
    ChooseStep,
    FinishStep,
    InformStep,
    MessageStep,
    QualifyStep,
    Row,
    TriageStep,
)
from spine.ids import FieldName


def _options(config: Config, step: Choose) -> tuple[Option, ...]:
    if step.options == "services":
        return tuple(Option(one.name, one.title, one.synonyms) for one in config.services)
    return tuple(
        Option(item.name, item.title, item.synonyms)
        for one in config.lists
        if one.name == step.options
        for item in one.items
    )


def _choose(config: Config, step: Choose) -> AnyStep:
    return ChooseStep(
        field=FieldName(step.name), options=_options(config, step), required=step.required
    )


def _capture(_: Config, step: Capture) -> AnyStep:
    return CaptureStep(
        field=FieldName(step.name),
        primitive=step.primitive,
        required=step.required,
        shapes=step.shapes,
        unit=step.unit or "",
    )


def _book(config: Config, step: Book) -> AnyStep:
    slot = config.booking.slot_minutes
    asks = (one.step for one in placed(config) if isinstance(one.step, Choose))
    service = next((one.name for one in asks if one.options == "services"), "")
    longer = ((one.name, one.minutes) for one in config.services if one.minutes > slot)
    return BookStep(
        field=FieldName(step.name),
        required=step.required,
        slot_minutes=slot,
        lead_hours=config.booking.lead_hours,
        horizon_days=config.booking.horizon_days,
        buffer_minutes=config.booking.buffer_minutes,
        service=FieldName(service),
        longer=tuple(longer) if service else (),
    )


_MADE: Final[Mapping[type, Callable[[Config, Any], AnyStep]]] = {
    Capture: _capture,
    Choose: _choose,
    Book: _book,
    Change: lambda _, step: ChangeStep(field=FieldName(step.name), what=step.what),
    Message: lambda _, step: MessageStep(urgent=step.urgent),
    Inform: lambda _, step: InformStep(topic=step.topic),
    Close: lambda _, step: FinishStep(outcome=step.outcome),
}


def step_of(config: Config, step: Step) -> AnyStep:
    """Return what a graph holds for a planned objective; routes are made of several."""
    return _MADE[type(step)](config, step)


def verdict_of(config: Config, step: Triage | Qualify) -> TriageStep | QualifyStep:
    """Return what a graph holds for a planned verdict."""
    if isinstance(step, Qualify):
        return QualifyStep(field=FieldName(step.field))
    parts = parts_of(config)
    rows = tuple(
        Row(when=rewired(parse_condition(row.when), parts), verdict=row.verdict)
        for row in step.rows
    )
    return TriageStep(rows=rows, otherwise=step.otherwise)
