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


class Loaded(msgspec.Struct, frozen=True):
    """A graph, and what it was compiled from."""

    graph: Graph
    source: bytes
    """Canonical JSON: it compiles to the same graph."""


def load_business(path: Path, core_facts: CoreFacts, as_of: date) -> Graph:
    """Return the graph of a configuration file (YAML or JSON).

    Raises:
        ConfigurationError: If the file cannot be read or has mistakes; it carries all of them.
    """
    return load_with_source(path, core_facts, as_of).graph


def load_with_source(path: Path, core_facts: CoreFacts, as_of: date) -> Loaded:
    """Return the graph of a configuration file and its source, to be kept with it.

    Raises:
        ConfigurationError: As `load_business`.
    """
    source = read_source(path)
    if source.found:
        raise ConfigurationError(render(source, source.found))
    data = as_business(source.data)
    made = compile_config(data, core=core_facts, as_of=as_of, templates=read_templates())
    if isinstance(made, Graph):
        return Loaded(made, msgspec.json.encode(data, order="deterministic"))
    raise ConfigurationError(render(source, made))


def compile_source(source: bytes, core_facts: CoreFacts, as_of: date) -> Graph:
    """Return the graph of a kept source, for whatever core this is now.

    Raises:
        ConfigurationError: If this core, or this day, makes it a mistake; the first one is named.
    """
    data = msgspec.json.decode(source)
    made = compile_config(data, core=core_facts, as_of=as_of, templates=read_templates())
    if isinstance(made, Graph):
        return made
    first = next(one for one in made if one.severity == "error")
    raise ConfigurationError(f"{first.code} at {first.pointer or 'the top'}: {first.message}")


def load_graph(path: Path) -> Graph:
    """Return a graph that `spotfunnel config compile` wrote.

    Raises:
        ConfigurationError: If the file is not a compiled graph.
    """
    try:
        return from_bytes(path.read_bytes())
    except OSError as exc:
        raise ConfigurationError(f"{path.name}: {exc.strerror}") from exc
    except msgspec.DecodeError as exc:
        raise ConfigurationError(f"{path.name} is not a compiled graph: {exc}") from exc
