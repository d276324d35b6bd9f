"""`spotfunnel config`: read, check, compile and show a business's configuration."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

app = App(name="config", help=__doc__)

INVALID = 5
"""Exit code for a configuration with errors."""


@app.command
def check(file: Path, *, json: bool = False) -> int:
    """Show every mistake in a configuration, with its line and how to mend it.

    Args:
        file: YAML or JSON.
        json: Print the diagnostics as one JSON document.
    """
    from cli.config.commands import check_file

    return check_file(file, as_json=json)


@app.command(name="compile")
def compile_(
    file: Path, *, output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None
) -> int:
    """Compile a configuration into its graph, named by its hash.

    Args:
        file: YAML or JSON.
        output: Where the graph goes; standard output if left out.
    """
    from cli.config.commands import compile_file

    return compile_file(file, output)


@app.command
def show(file: Path, *, json: bool = False) -> int:
    """Show what a call for this business will do, in order.

    Args:
        file: YAML or JSON, or a compiled graph (`.graph`).
        json: Print the graph as JSON.
    """
    from cli.config.commands import show_file

    return show_file(file, as_json=json)
