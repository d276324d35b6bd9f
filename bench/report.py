"""Writes what a bench measured, for people and for programs; run as a module, prints everything.

A figure is one number with what it was measured on: how many, under which load, by which command,
at which commit. `docs/reports/<bench>.json` is for `make report`, the table beside it for people.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from spine.home import PROJECT
from tools.report import REPORTS, Figure, main

PERCENTILES: Final = (50, 95, 99)


class Run(msgspec.Struct, frozen=True):
    """What all figures of one run share."""

    bench: str
    """Also the name of the report."""
    command: str
    commit: str
    load: str
    """One-minute load average before and after, of how many cores."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Many measurements of one thing."""

    name: str
    unit: str
    values: tuple[float, ...]
    goal: float | None = None
    """At most, at the median."""
    peer: tuple[float, ...] = ()
    """The same percentiles of whatever we compare with."""


def begin(bench: str) -> Run:
    """Note the state of the machine before a run."""
    words = " ".join([f"python -m bench.{bench}", *sys.argv[1:]])
    return Run(bench, words, commit(), f"{os.getloadavg()[0]:.2f}")


def commit() -> str:
    """Name the tree that was measured, with a plus sign if it was changed since."""
    head = _git("rev-parse", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return head + ("+" if changed else "")


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One number: a count, a rate, a mean."""

    name: str
    value: float
    unit: str
    n: int
    goal: float | None = None
    met: bool | None = None


def end(
    run: Run, measured: Iterable[Measured | Counted], notes: Sequence[str] = ()
) -> list[Figure]:
    """Write the report of a run; returns its figures."""
    after = f"{os.getloadavg()[0]:.2f}"
    load = f"{run.load} to {after} of {os.cpu_count()} cores"
    run = msgspec.structs.replace(run, load=load)
    figures: list[Figure] = []
    for one in measured:
        if isinstance(one, Counted):
            figures.append(_figure(one, run))
        elif one.values:
            figures += _figures(one, run)
    write(run.bench, figures, notes)
    return figures


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, each as one line: the notes of a report."""
    return tuple(" ".join(one.split()) for one in text.strip().split("\n\n"))


def write(bench: str, figures: Sequence[Figure], notes: Sequence[str] = ()) -> None:
    """Write both forms of a report."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    encoded = msgspec.json.format(msgspec.json.encode(figures))
    (REPORTS / f"{bench}.json").write_bytes(encoded + b"\n")
    (REPORTS / f"{bench}.md").write_text(_page(bench, figures, notes), "utf-8")


def earlier(bench: str, name: str) -> tuple[float, ...]:
    """Return the percentiles that another bench has measured, if it has."""
    file = REPORTS / f"{bench}.json"
    if not file.exists():
        return ()
    found = {
        figure.figure: figure.value
        for figure in msgspec.json.decode(file.read_bytes(), type=list[Figure])
    }
    values = [found.get(f"{name} p{percent}") for percent in PERCENTILES]
    return tuple(value for value in values if isinstance(value, float))


def _figure(one: Counted, run: Run) -> Figure:
    return Figure(
        figure=one.name,
        value=round(one.value, 1),
        unit=one.unit,
        n=one.n,
        goal=one.goal,
        met=one.met,
        load=run.load,
        command=run.command,
        commit=run.commit,
    )


def _figures(one: Measured, run: Run) -> Iterable[Figure]:
    peers = one.peer if len(one.peer) == len(PERCENTILES) else (None,) * len(PERCENTILES)
    for percent, peer in zip(PERCENTILES, peers, strict=True):
        value = round(float(np.percentile(one.values, percent)), 1)
        goal = one.goal if percent == PERCENTILES[0] else None
        yield Figure(
            figure=f"{one.name} p{percent}",
            value=value,
            unit=one.unit,
            n=len(one.values),
            goal=goal,
            met=None if goal is None else value <= goal,
            peer=peer,
            ratio=None if not peer else round(value / peer, 2),
            load=run.load,
            command=run.command,
            commit=run.commit,
        )


def _page(bench: str, figures: Sequence[Figure], notes: Sequence[str]) -> str:
    head = ("figure", "value", "unit", "n", "goal", "met", "peer", "ratio")
    rows = [[getattr(figure, name) for name in head] for figure in figures]
    lines = [f"# {bench}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    lines += [""]
    if figures:
        first = figures[0]
        lines += [f"`{first.command}` at {first.commit[:13]}, load {first.load}.", ""]
    lines += [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _git(*words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    return ran.stdout.strip()


__all__ = ["REPORTS", "Counted", "Figure", "Measured", "Run", "begin", "earlier", "end", "write"]

if __name__ == "__main__":
    main()
