"""Configuration in, graph out, or every mistake at once."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from msgspec import inspect as shape

from objective_engine.build import build
from objective_engine.checks.circles import judge_circles
from objective_engine.checks.dates import judge_dates
from objective_engine.checks.lists import judge_lists
from objective_engine.checks.messages import judge_messages
from objective_engine.checks.names import judge_names
from objective_engine.checks.objectives import judge_objectives
from objective_engine.checks.people import judge_people
from objective_engine.checks.places import judge_places
from objective_engine.checks.references import judge_references
from objective_engine.checks.wisdom import judge_wisdom
from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, inside
from objective_engine.graph import Graph
from objective_engine.reader import Reader
from objective_engine.templating import merge
from objective_engine.upcast import upcast

CONFIG: Final = shape.type_info(Config)


Templates = Mapping[str, Any]
NO_TEMPLATES: Final[Templates] = MappingProxyType({})


def check_config(
    data: Any, *, core: CoreFacts, as_of: date, templates: Templates = NO_TEMPLATES
) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Return the configuration as far as it could be read, and all that is wrong or unwise.

    Args:
        data: Plain data (dicts, lists, texts, numbers), as parsed at the edge.
        core: The core version that will hold the calls.
        as_of: The day on which dated things are judged.
        templates: Templates by name, as plain data.
    """
    merged = merge(data, templates)
    lifted = upcast(merged.data)
    reader = Reader()
    config: Config = reader.read(CONFIG, lifted.data, "")
    if merged.found:
        reader.broken.append("/template")
    meant = [
        one
        for one in _judged(config, core, as_of)
        if not any(inside(one.pointer, at) or _follows(one.code, at) for at in reader.broken)
    ]
    written = (lifted.as_written(one) for one in (*reader.found, *meant))
    return config, (*merged.found, *(merged.as_written(one) for one in written))


def _judged(config: Config, core: CoreFacts, as_of: date) -> Iterator[Diagnostic]:
    yield from judge_names(config)
    yield from judge_people(config, core)
    yield from judge_dates(config, as_of)
    yield from judge_places(config, core)
    yield from judge_lists(config)
    yield from judge_objectives(config, core)
    yield from judge_references(config)
    yield from judge_messages(config)
    yield from judge_circles(config)
    yield from judge_wisdom(config)


FOLLOW: Final[Mapping[str, tuple[str, ...]]] = {
    "SF1210": ("/objectives", "/contacts", "/services", "/lists", "/template"),
    "SF1211": ("/objectives", "/services", "/lists"),
    "SF1212": ("/objectives",),
    "SF1213": ("/objectives",),
    "SF1221": ("/services",),
    "SF1228": ("/objectives", "/template"),
    "SF1230": ("/objectives", "/template"),
    "SF1231": ("/business/time_zone",),
    "SF1232": ("/business/time_zone",),
    "SF1301": ("/objectives",),
    "SF1303": ("/objectives",),
    "SF1304": ("/business", "/contacts"),
    "SF1307": ("/business",),
    "SF1308": ("/business",),
}
"""Mistakes of meaning that a broken value elsewhere may have caused, and where."""


LONE: Final = frozenset(
    {"answer", "minutes", "mode", "outcome", "prices", "questions", "required", "secret", "shapes",
     "synonyms", "title", "topic", "unit", "urgent", "what"}
)  # fmt: skip
"""Keys whose value no other value hangs on, wherever they stand."""


def _follows(code: str, broken: str) -> bool:
    if not LONE.isdisjoint(broken.split("/")):
        return False
    return not broken or any(inside(broken, at) for at in FOLLOW.get(code, ()))


def compile_config(
    data: Any, *, core: CoreFacts, as_of: date, templates: Templates = NO_TEMPLATES
) -> Graph | tuple[Diagnostic, ...]:
    """Return the graph, or everything that keeps it from being one, warnings included.

    Args:
        data: Plain data, as parsed at the edge.
        core: The core version that will hold the calls; its digest goes into the graph's id.
        as_of: The day on which dated things are judged.
        templates: Templates by name, as plain data.
    """
    config, found = check_config(data, core=core, as_of=as_of, templates=templates)
    if any(one.severity == "error" for one in found):
        return found
    return build(config, core=core, as_of=as_of)
