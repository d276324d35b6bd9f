"""The graph of each template's example business, to the letter: a change of meaning is seen here.

`GOLDEN=write` writes the graphs anew; read the difference before you commit it.
"""

import os
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import pytest

from cli.businesses import EXAMPLES
from cli.config.facts import any_core
from cli.config.source import read_source
from cli.config.templates import as_business, read_templates
from objective_engine.compiler import compile_config
from objective_engine.graph import Graph, from_bytes, to_bytes

GOLDEN: Final = Path(__file__).parent / "golden" / "graphs"
FILES: Final = (*sorted(EXAMPLES.glob("*.yaml")), *sorted((EXAMPLES / "trades").glob("*.yaml")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_compiles_to_its_golden_graph(file: Path) -> None:
    graph = compile_config(
        as_business(read_source(file).data),
        core=any_core(),
        as_of=date(2026, 11, 25),
        templates=read_templates(),
    )
    assert isinstance(graph, Graph), graph
    golden = GOLDEN / f"{file.stem}.json"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(msgspec.json.format(to_bytes(graph)) + b"\n")

    assert msgspec.json.format(to_bytes(graph)) + b"\n" == golden.read_bytes()
    assert from_bytes(golden.read_bytes()).id == graph.id


def test_there_is_no_golden_graph_of_an_example_that_is_gone() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == {file.stem for file in FILES}
