"""A business from its file: what `call` and the worker ask for."""

from datetime import date
from pathlib import Path

import msgspec

from cli.config.render import render
from cli.config.source import read_source
from cli.config.templates import as_business, read_templates
from objective_engine.compiler import compile_config
from objective_engine.core_facts import CoreFacts
from objective_engine.graph import Graph, from_bytes
from spine.errors import RequestError


class ConfigurationError(RequestError):
    """A configuration has mistakes; the message is all of them, rendered."""

    code = "config.invalid"


def load_business(path: Path, core_facts: CoreFacts, as_of: date) -> Graph:
    """Return the graph of a configuration file (YAML or JSON).

    Raises:
        ConfigurationError: If the file cannot be read or has mistakes; it carries all of them.
    """
    source = read_source(path)
    if source.found:
        raise ConfigurationError(render(source, source.found))
    made = compile_config(
        as_business(source.data), core=core_facts, as_of=as_of, templates=read_templates()
    )
    if isinstance(made, Graph):
        return made
    raise ConfigurationError(render(source, made))


def load_graph(path: Path) -> Graph:
    """Return a graph that `spotfunnel config compile` wrote.

    Raises:
        ConfigurationError: If the file is not a compiled graph.
    """
    try:
        return from_bytes(path.read_bytes())
    except (OSError, msgspec.DecodeError) as exc:
        raise ConfigurationError(f"{path.name} is not a compiled graph: {exc}") from exc
