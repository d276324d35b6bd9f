"""Diagnostics for people and for programs."""

from collections.abc import Iterable
from typing import Any, Final

from cli.config.source import Position, Source
from objective_engine.diagnostics import Diagnostic

WIDEST: Final = 110
"""Characters of a source line that are shown; longer ones are cut around the mistake."""


def in_order(source: Source, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics as the file is read, errors before warnings on one line."""

    def place(one: Diagnostic) -> tuple[int, int, str, str]:
        at = source.position(one)
        return at.line, at.column, one.severity, one.code

    return sorted(found, key=place)


def render(source: Source, found: Iterable[Diagnostic]) -> str:
    """Return diagnostics with their source lines and carets, then a count."""
    ordered = in_order(source, found)
    blocks = [_block(source, one) for one in ordered]
    errors = sum(one.severity == "error" for one in ordered)
    counts = [_count(errors, "error"), _count(len(ordered) - errors, "warning")]
    total = " and ".join(count for count in counts if count)
    return "\n\n".join([*blocks, f"{source.name}: {total or 'no mistakes'}"])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}" if number else ""


def _block(source: Source, one: Diagnostic) -> str:
    at = source.position(one)
    lines = source.text.splitlines()
    head = f"{one.severity}[{one.code}]: {one.message}"
    where = f"{source.name}:{at.line}:{at.column}"
    margin = " " * len(str(at.line))
    body = [head, f"{margin}--> {where}" + (f"  ({one.pointer})" if one.pointer else "")]
    if at.line <= len(lines) and lines[at.line - 1].strip():
        line, caret = _window(lines[at.line - 1], at)
        body += [f"{margin} |", f"{at.line} | {line}", f"{margin} | {caret}"]
    body.append(f"{margin} = {one.cure}")
    return "\n".join(body)


def _window(line: str, at: Position) -> tuple[str, str]:
    """Return the part of a line to show, hidden characters made visible, and the caret below."""
    start = 0 if at.column + at.width < WIDEST else at.column - WIDEST // 2
    shown = line[start : start + WIDEST]
    safe = "".join(c if c.isprintable() else "·" for c in shown)
    indent = at.column - 1 - start
    return safe, " " * indent + "^" * max(1, min(at.width, len(shown) - indent))


def as_documents(source: Source, found: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return diagnostics as plain data, for `--json` and for a form that shows them in place."""
    made = []
    for one in in_order(source, found):
        at = source.position(one)
        made.append(
            {
                "code": one.code,
                "severity": one.severity,
                "pointer": one.pointer,
                "line": at.line,
                "column": at.column,
                "message": one.message,
                "cure": one.cure,
                "docs": one.anchor,
            }
        )
    return made
