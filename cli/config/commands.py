"""What the commands of `spotfunnel config` do."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from rich.console import Console

from cli.config.facts import installed_core
from cli.config.load import load_business, load_graph
from cli.config.outline import outline
from cli.config.render import as_documents, render
from cli.config.source import Source, read_source
from objective_engine.compiler import check_config
from objective_engine.diagnostics import Diagnostic
from objective_engine.graph import Graph, to_bytes
from spine.errors import RequestError

OK: Final = 0
INVALID: Final = 5


def today() -> date:
    """Return the day on which dated things are judged by default."""
    return datetime.now(UTC).date()


def check_file(file: Path, *, as_json: bool) -> int:
    """Print all diagnostics of a file; warnings alone are fine."""
    source, found = _all_found(file)
    if as_json:
        print(json.dumps({"file": source.name, "diagnostics": as_documents(source, found)}))
    else:
        Console(highlight=False, soft_wrap=True, markup=False).print(render(source, found))
    return INVALID if any(one.severity == "error" for one in found) else OK


def _all_found(file: Path) -> tuple[Source, tuple[Diagnostic, ...]]:
    source = read_source(file)
    if source.found:
        return source, source.found
    return source, check_config(source.data, core=installed_core(), as_of=today())[1]


def compile_file(file: Path, output: Path | None) -> int:
    """Write the graph's canonical bytes and name them."""
    try:
        graph = load_business(file, installed_core(), today())
    except RequestError as exc:
        return _complain(exc)
    if output is None:
        sys.stdout.buffer.write(to_bytes(graph) + b"\n")
        return OK
    output.write_bytes(to_bytes(graph))
    print(f"{output}: graph {graph.id}")
    return OK


def show_file(file: Path, *, as_json: bool) -> int:
    """Print a graph for people."""
    try:
        graph = _graph_of(file)
    except RequestError as exc:
        return _complain(exc)
    print(to_bytes(graph).decode() if as_json else outline(graph))
    return OK


def _graph_of(file: Path) -> Graph:
    if file.suffix == ".graph":
        return load_graph(file)
    return load_business(file, installed_core(), today())


def _complain(exc: RequestError) -> int:
    print(exc, file=sys.stderr)
    return INVALID
