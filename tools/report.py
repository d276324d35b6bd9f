"""Print every figure of docs/reports/*.json, each with its goal and how it was measured."""

from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

REPORTS: Final = Path(__file__).parents[1] / "docs" / "reports"


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One measured figure."""

    figure: str
    value: float | str
    unit: str
    n: int
    goal: float | str | None = None
    met: bool | None = None
    peer: float | str | None = None
    ratio: float | None = None
    load: float | str | None = None
    command: str
    commit: str


def table(name: str, figures: list[Figure]) -> Table:
    """Return one report as a table."""
    shown = Table("figure", "value", "n", "goal", "met", "peer", "ratio", "load", title=name)
    for one in figures:
        met = "" if one.met is None else "yes" if one.met else "no"
        cells = (one.goal, one.peer, one.ratio, one.load)
        goal, peer, ratio, load = ("" if cell is None else str(cell) for cell in cells)
        shown.add_row(
            one.figure, f"{one.value} {one.unit}", str(one.n), goal, met, peer, ratio, load
        )
    return shown


def main() -> None:
    """Print them all."""
    console = Console()
    reports = sorted(REPORTS.glob("*.json"))
    for report in reports:
        figures = msgspec.json.decode(report.read_bytes(), type=list[Figure])
        console.print(table(report.stem, figures))
        for command, commit in sorted({(one.command, one.commit) for one in figures}):
            console.print(f"[dim]{command}  at {commit[:12]}[/dim]\n")
    if not reports:
        console.print("Nothing has been measured yet: run `make bench-demo`.")


if __name__ == "__main__":
    main()
