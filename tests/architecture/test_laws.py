"""The laws as data, the laws as a page, and what keeps them, held against each other."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tools.laws import PAGE, Check, page, read

ROOT: Final = Path(__file__).parents[2]
FOUNDING: Final = ROOT / "docs" / "founding.md"

RULE: Final = re.compile(
    r"❌|\bMUST\b|\bNOT\b configure|does not ship|is a bug|is incomplete|has failed|\b[Nn]ever\b"
    r"|not allowed|block deployment|bypass|invisible|mandatory|Target cost|document wins|is invalid"
)
"""A line of the founding document that says what must or must not be."""

RULE_LISTS: Final = (
    "**Hard rule:**",
    "**Hard rules:**",
    "**Rule:**",
    "**Nuance (Allowed Global Tuning):**",
    "### Event Rules",
    "### Characteristics",
    "### Forbidden Actions",
    "### Runtime Guarantees",
    "The system must:",
    "A production-ready agent:",
    "## RELEASE DISCIPLINE",
)
"""Headings under which every line is a rule, up to the next blank line after the first."""


def _plain(line: str) -> str:
    return re.sub(r"^[-> ]*(❌|✅)? *(\*\*Customer receives:\*\*.*number\. )?", "", line).strip()


def _hard_rules() -> Iterator[str]:
    lines = FOUNDING.read_text("utf-8").splitlines()
    for at, line in enumerate(lines):
        if RULE.search(line) and not line.startswith("#"):
            yield _plain(line)
        if line.strip() in RULE_LISTS:
            following = lines[at + 1 :]
            while following and not following[0].strip():
                following = following[1:]
            for rule in following:
                if not rule.strip():
                    break
                if not rule.strip().endswith(":"):
                    yield _plain(rule)


def test_every_hard_rule_of_the_founding_document_is_in_a_law() -> None:
    quoted = " \n".join(said for law in read() for said in law.founding)

    missing = sorted({rule for rule in _hard_rules() if rule not in quoted})

    assert not missing


def test_every_quotation_is_in_the_founding_document() -> None:
    founding = FOUNDING.read_text("utf-8")

    assert not [said for law in read() for said in law.founding if said not in founding]


def test_ids_are_given_once() -> None:
    ids = [law.id for law in read()]

    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Z]+(-[A-Z]+)*", law_id) for law_id in ids)


def test_the_page_says_what_the_data_says() -> None:
    assert PAGE.read_text("utf-8") == page(read()), "run: .venv/bin/python -m tools.laws"


def _test_exists(node_id: str) -> bool:
    file, _, names = node_id.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    here: list[ast.stmt] = ast.parse(path.read_text("utf-8")).body
    for name in names.split("::"):
        named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        found = [each for each in here if isinstance(each, named) and each.name == name]
        if not found:
            return False
        here = found[0].body
    return True


def _exists(check: Check, project: dict[str, Any]) -> bool:
    contracts = project["tool"]["importlinter"]["contracts"]
    ruff = project["tool"]["ruff"]["lint"]
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return (
        (bool(check.test) and _test_exists(check.test))
        or (bool(check.imports) and any(c["name"].startswith(check.imports) for c in contracts))
        or (bool(check.lint) and ruff["select"] == ["ALL"] and check.lint not in ruff["ignore"])
        or (bool(check.make) and check.make in targets)
    )


def test_every_law_names_a_check_that_exists_or_says_why_not_yet() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    gone = [c.said() for law in read() for c in law.checks if not _exists(c, project)]

    assert not gone
    assert not [law.id for law in read() if not law.checks and not law.todo]
