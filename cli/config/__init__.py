"""`spotfunnel config`: a business's configuration, from its file to its calls."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

app = App(name="config", help=__doc__)

How = Literal["text", "mermaid", "svg", "json"]
AnyCore = Annotated[bool, Parameter(name="--any-core", negative="")]
Json = Annotated[bool, Parameter(name="--json", negative="")]


@app.command
def check(file: Path, *, json: Json = False, any_core: AnyCore = False) -> int:
    """Show every mistake in a configuration, with its line and how to mend it.

    Args:
        file: YAML or JSON.
        json: Print the diagnostics as one JSON document.
        any_core: Judge it for a core that can do everything there is.
    """
    from cli.config.commands import check_file

    return check_file(file, as_json=json, any_core=any_core)


@app.command(name="compile")
def compile_(
    file: Path,
    *,
    output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None,
    any_core: AnyCore = False,
) -> int:
    """Compile a configuration into its graph, named by its hash.

    Args:
        file: YAML or JSON.
        output: Where the graph goes; standard output if left out.
        any_core: Compile it for a core that can do everything there is.
    """
    from cli.config.commands import compile_file

    return compile_file(file, output, any_core=any_core)


@app.command
def show(
    file: Path,
    *,
    how: Annotated[How, Parameter(name="--format")] = "text",
    output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None,
    json: Json = False,
    any_core: AnyCore = False,
) -> int:
    """Show what a call for this business will do, in order.

    Args:
        file: YAML or JSON, or a compiled graph (`.graph`).
        how: `text`, `mermaid`, `svg` (a picture, for any browser) or `json`.
        output: Where it goes; standard output if left out.
        json: The same as `--format json`.
        any_core: Compile it for a core that can do everything there is.
    """
    from cli.config.commands import show_file

    return show_file(file, how="json" if json else how, output=output, any_core=any_core)


@app.command
def explain(file: Path, *, any_core: AnyCore = False) -> int:
    """Say in English what the agent will do, to read to the business.

    Args:
        file: YAML or JSON, or a compiled graph (`.graph`).
        any_core: Compile it for a core that can do everything there is.
    """
    from cli.config.telling import explain_file

    return explain_file(file, any_core=any_core)


@app.command
def diff(before: Path, after: Path, *, any_core: AnyCore = False) -> int:
    """Say what will change in calls, not which lines.

    Args:
        before: YAML or JSON, or a compiled graph (`.graph`).
        after: The same business afterwards.
        any_core: Compile both for a core that can do everything there is.
    """
    from cli.config.telling import diff_files

    return diff_files(before, after, any_core=any_core)


@app.command
def prove(file: Path, *, json: Json = False, any_core: AnyCore = False) -> int:
    """Prove that every call ends well, or show the shortest call that does not.

    Args:
        file: YAML or JSON, or a compiled graph (`.graph`).
        json: Print the proof as one JSON document.
        any_core: Compile it for a core that can do everything there is.
    """
    from cli.config.proofs import prove_file

    return prove_file(file, as_json=json, any_core=any_core)


@app.command
def chat(
    file: Path,
    *,
    say: Annotated[list[str] | None, Parameter(negative=())] = None,
    trace: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Hold a call for this business in text, on the installed core.

    Args:
        file: YAML or JSON, or a compiled graph (`.graph`).
        say: The caller's turns, in order (repeatable); you type them if left out.
        trace: Show every event and what Level 2 wants after it.
    """
    from cli.config.talk import chat_file

    return chat_file(file, say=tuple(say or ()), trace=trace)


@app.command
def push(
    file: Path,
    *,
    activate: Annotated[bool, Parameter(name="--activate", negative="--no-activate")] = True,
    json: Json = False,
) -> int:
    """Compile, prove and try a configuration; then hold new calls with it.

    It is refused at the first thing that does not hold, and no option gets round that. A call in
    progress keeps what it began with.

    Args:
        file: YAML or JSON.
        activate: Whether new calls are held with it at once.
        json: Print what came of it as one JSON document.
    """
    from cli.config.push import push_file

    return push_file(file, to_activate=activate, as_json=json)


@app.command(name="activate")
def activate_(tenant: str, version: int) -> int:
    """Hold a business's new calls with a version that was pushed before: forward or back.

    Args:
        tenant: The business, as its configuration names it.
        version: One of `spotfunnel config versions`.
    """
    from cli.config.versions import activate_version

    return activate_version(tenant, version)


@app.command
def versions(tenant: str, *, json: Json = False) -> int:
    """List what was pushed for a business, refusals too, and which version is active.

    Args:
        tenant: The business, as its configuration names it.
        json: Print one JSON document.
    """
    from cli.config.versions import list_versions

    return list_versions(tenant, as_json=json)
