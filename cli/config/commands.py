"""What `check`, `compile` and `show` of `spotfunnel config` do."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal

from rich.console import Console

from cli.config.diagram import mermaid
from cli.config.drawing.svg import svg
from cli.config.facts import any_core as every_core
from cli.config.facts import installed_core
from cli.config.load import load_business, load_graph
from cli.config.outline import outline
from cli.config.render import as_documents, render
from cli.config.source import Source, read_source
from cli.config.templates import as_business, read_templates
from objective_engine.compiler import check_config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic
from objective_engine.graph import Graph, to_bytes
from spine.errors import RequestError

How = Literal["text", "mermaid", "svg", "json"]

OK: Final = 0
FAILED: Final = 1
INVALID: Final = 5


def today() -> date:
    """Return the day on which dated things are judged by default."""
    return datetime.now(UTC).date()


def facts(*, any_core: bool) -> CoreFacts:
    """Return the facts of the core to compile for."""
    return every_core() if any_core else installed_core()


def check_file(file: Path, *, as_json: bool, any_core: bool = False) -> int:
    """Print all diagnostics of a file; warnings alone are fine."""
    source, found = all_found(file, lambda: facts(any_core=any_core))
    if as_json:
        print(json.dumps({"file": source.name, "diagnostics": as_documents(source, found)}))
    else:
        Console(highlight=False, soft_wrap=True, markup=False).print(render(source, found))
    return INVALID if any(one.severity == "error" for one in found) else OK


def all_found(file: Path, core: Callable[[], CoreFacts]) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Return a file as far as it could be read, and all that is wrong or unwise in it.

    The core is asked for only if there is something to judge by it.
    """
    source = read_source(file)
    if source.found:
        return source, source.found
    data, templates = as_business(source.data), read_templates()
    return source, check_config(data, core=core(), as_of=today(), templates=templates)[1]


def compile_file(file: Path, output: Path | None, *, any_core: bool = False) -> int:
    """Write the graph's canonical bytes and name them."""
    try:
        graph = load_business(file, facts(any_core=any_core), today())
    except RequestError as exc:
        return complain(exc)
    if output is None:
        sys.stdout.buffer.write(to_bytes(graph) + b"\n")
        return OK
    return _written(output, to_bytes(graph), f"graph {graph.id}")


def show_file(
    file: Path, *, how: How = "text", output: Path | None = None, any_core: bool = False
) -> int:
    """Print a graph for people, or write it into a file."""
    try:
        graph = graph_of(file, any_core=any_core)
    except RequestError as exc:
        return complain(exc)
    shown = _SHOWN[how](graph)
    if output is None:
        print(shown)
        return OK
    return _written(output, f"{shown}\n".encode(), f"{how} of graph {graph.id[:12]}")


def _written(output: Path, data: bytes, what: str) -> int:
    """Write a file and say so, or why not."""
    try:
        output.write_bytes(data)
    except OSError as exc:
        print(f"{output}: {exc.strerror}", file=sys.stderr)
        return FAILED
    print(f"{output}: {what}")
    return OK


_SHOWN: Final[Mapping[How, Callable[[Graph], str]]] = {
    "text": outline,
    "mermaid": mermaid,
    "svg": svg,
    "json": lambda graph: to_bytes(graph).decode(),
}


def graph_of(file: Path, *, any_core: bool) -> Graph:
    """Return the graph of a configuration, or a compiled one.

    Raises:
        RequestError: If there is none; it carries every mistake.
    """
    if file.suffix == ".graph":
        return load_graph(file)
    return load_business(file, facts(any_core=any_core), today())


def complain(exc: RequestError) -> int:
    """Print why there is no graph."""
    print(exc, file=sys.stderr)
    return INVALID
