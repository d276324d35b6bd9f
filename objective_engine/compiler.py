"""Configuration in, graph out, or every mistake at once."""

from datetime import date
from typing import Any, Final

from msgspec import inspect as shape

from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, inside
from objective_engine.graph import CLOSING, FINISH, GREET, OPENING, Graph, Objective
from objective_engine.meaning import judge
from objective_engine.reader import Reader
from objective_engine.steps import CaptureStep, FinishStep, GreetStep
from spine.ids import FieldName, ObjectiveName, TenantId

CONFIG: Final = shape.type_info(Config)


def check_config(data: Any, *, core: CoreFacts) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Return the configuration as far as it could be read, and all that is wrong or unwise.

    Args:
        data: Plain data (dicts, lists, texts, numbers), as parsed at the edge.
        core: The core version that will hold the calls.
    """
    reader = Reader()
    config: Config = reader.read(CONFIG, data, "")
    meant = tuple(
        one
        for one in judge(config, core=core)
        if not any(inside(one.pointer, broken) for broken in reader.broken)
    )
    return config, tuple(reader.found) + meant


def compile_config(data: Any, *, core: CoreFacts, as_of: date) -> Graph | tuple[Diagnostic, ...]:
    """Return the graph, or everything that keeps it from being one, warnings included.

    Args:
        data: Plain data, as parsed at the edge.
        core: The core version that will hold the calls; its digest goes into the graph's id.
        as_of: The day on which dated things are judged.
    """
    config, found = check_config(data, core=core)
    if any(one.severity == "error" for one in found):
        return found
    return build(config, core=core, as_of=as_of)


def build(config: Config, *, core: CoreFacts, as_of: date) -> Graph:
    """Return the graph of a configuration that has no errors."""
    business = config.business
    captures = tuple(
        Objective(
            name=ObjectiveName(field.name),
            step=CaptureStep(
                field=FieldName(field.name), primitive=field.primitive, required=field.required
            ),
            needs=(GREET,),
        )
        for field in config.objectives.fields
    )
    finish = Objective(
        name=FINISH, step=FinishStep(), needs=(GREET, *(one.name for one in captures)), rank=CLOSING
    )
    return Graph(
        tenant=TenantId(config.tenant),
        business=business.name,
        spoken_name=business.say_as or business.name,
        numbers=business.numbers,
        time_zone=business.time_zone,
        objectives=(Objective(name=GREET, step=GreetStep(), rank=OPENING), *captures, finish),
        outcome=config.objectives.outcome,
        core=core.digest,
        as_of=as_of.isoformat(),
    )
