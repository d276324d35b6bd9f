"""What the business's graph tells the primitives: what may be chosen, and where it is."""

from types import MappingProxyType
from typing import Final

from objective_engine.directives import Capture, Choose, Directive
from objective_engine.engine import Progress, next_directive, next_step
from objective_engine.graph import Graph
from objective_engine.steps import ChooseStep
from spine.ids import ObjectiveName

Choices = tuple[tuple[str, tuple[str, ...]], ...]
"""See `Context.choices`."""

STATE_OF: Final = MappingProxyType(
    {
        "Australia/Adelaide": "SA",
        "Australia/Brisbane": "QLD",
        "Australia/Broken_Hill": "NSW",
        "Australia/Darwin": "NT",
        "Australia/Eucla": "WA",
        "Australia/Hobart": "TAS",
        "Australia/Lindeman": "QLD",
        "Australia/Lord_Howe": "NSW",
        "Australia/Melbourne": "VIC",
        "Australia/Perth": "WA",
        "Australia/Sydney": "NSW",
    }
)
"""By the time zone that a business lives in."""
CAPITAL_TERRITORY: Final = (range(200, 300), range(2600, 2619), range(2900, 2921))
"""Its postcodes (docs/sources_locale.md); it has New South Wales's time."""


def next_to_do(graph: Graph, progress: Progress) -> Directive:
    """Return what to do next; a choice is a field that the primitive `choice` captures.

    Raises:
        UnspokenDirectiveError: If the graph was compiled for a core that can do more.
    """
    step = next_step(graph, progress)
    if isinstance(step, Choose):
        return Capture(step.objective, step.field, "choice", step.required)
    return next_directive(graph, progress)


def state(graph: Graph) -> str:
    """Return the state that a business is in: a suburb of several is most likely there."""
    codes = [place for place in graph.area if place.isdecimal()]
    if codes and all(any(int(code) in block for block in CAPITAL_TERRITORY) for code in codes):
        return "ACT"
    return STATE_OF[graph.time_zone]


def choices(graph: Graph, objective: ObjectiveName) -> Choices:
    """Return what an objective lets the caller choose: each by its title and synonyms."""
    steps = (one.step for one in graph.objectives if one.name == objective)
    options = next((step.options for step in steps if isinstance(step, ChooseStep)), ())
    return tuple((one.name, (one.title, *one.synonyms)) for one in options)
