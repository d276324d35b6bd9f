"""Write docs/ARCHITECTURE_LAWS.md from docs/laws.yaml.

.venv/bin/python -m tools.laws
"""

from pathlib import Path
from typing import Final

import msgspec
from ruamel.yaml import YAML

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "docs" / "laws.yaml"
PAGE: Final = ROOT / "docs" / "ARCHITECTURE_LAWS.md"

HEAD: Final = """\
# Architecture laws

Every change to this project keeps these laws. If a proposal breaks one, the proposal is invalid,
not the law. Most come from the [founding document](founding.md); where anything here drifts from
it, it wins.

A rule that nothing checks does not count, so each law names the check that keeps it: a test, an
import contract, a lint rule or a make target. What is not checked yet says so, and why. No flag,
label, variable or role skips a check, and an emergency release runs the same gate.

This page is written from `laws.yaml` by `python -m tools.laws`; a test fails when they differ.
"""


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in which a law is kept: exactly one of these is given."""

    test: str = ""
    imports: str = ""
    lint: str = ""
    make: str = ""

    def said(self) -> str:
        """Return the check as the page shows it."""
        for kind, name in (
            ("test", self.test),
            ("import contract", self.imports),
            ("lint rule", self.lint),
            ("make", self.make),
        ):
            if name:
                return f"{kind} `{name}`"
        raise ValueError("a check names nothing")


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One law."""

    id: str
    law: str
    founding: tuple[str, ...] = ()
    """Its sentences in the founding document."""
    checks: tuple[Check, ...] = ()
    todo: str = ""
    """What is not checked yet, and why."""


def read() -> tuple[Law, ...]:
    """Read the laws."""
    return msgspec.convert(YAML(typ="safe").load(DATA), tuple[Law, ...])


def page(laws: tuple[Law, ...]) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *map(_section, laws)])


def _section(law: Law) -> str:
    lines = [f"## {law.id}", "", law.law.strip(), ""]
    lines += [f"- kept by {check.said()}" for check in law.checks]
    if law.todo:
        lines.append(f"- not checked yet: {law.todo.strip()}")
    if law.founding:
        lines += ["", *(f"> {said}  " for said in law.founding)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(read()), "utf-8")
