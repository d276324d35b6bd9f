"""Businesses as the processes that answer for them are given them: compiled graphs in a folder."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cli.config.facts import installed_core
from cli.config.load import Loaded, load_with_source
from objective_engine.graph import Graph, to_bytes
from sip.routing import Router
from spine.home import PROJECT

EXAMPLES = PROJECT / "examples"


def compile_all(configs: Sequence[Path]) -> tuple[Graph, ...]:
    """Compile configuration files, or the files of folders; the examples if none are named.

    Raises:
        ConfigurationError: For a file with mistakes.
        NumberTakenError: If two businesses claim one number.
    """
    return tuple(one.graph for one in load_all(configs))


def load_all(configs: Sequence[Path]) -> tuple[Loaded, ...]:
    """Do as `compile_all` does, and return the sources too.

    Raises:
        ConfigurationError: For a file with mistakes.
        NumberTakenError: If two businesses claim one number.
    """
    today = datetime.now(UTC).date()
    facts = installed_core()
    files: list[Path] = []
    for path in configs or (EXAMPLES,):
        files += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    loaded = tuple(load_with_source(file, facts, today) for file in files)
    Router((number, one.graph) for one in loaded for number in one.graph.numbers)
    return loaded


def write_graphs(graphs: Sequence[Graph], folder: Path) -> None:
    """Leave these graphs, and no others, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for graph in graphs:
        (folder / f"{graph.id}.json").write_bytes(to_bytes(graph))
