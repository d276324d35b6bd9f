"""Every code has one golden example: a broken file and what is said about it, to the letter.

`GOLDEN=write` writes the answers anew; read the difference before you commit it.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from cli.config.render import render
from cli.config.source import MAX_BYTES, Source, read_source
from objective_engine.compiler import check_config
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts
from objective_engine.diagnostics import TITLES, WARNINGS, Diagnostic
from objective_engine.gazetteer import read_places

GOLDEN: Final = Path(__file__).parent / "golden" / "diagnostics"
PLACES: Final = read_places(
    "MAYFIELD|NSW|2304|-32.88|151.739\nMAYFIELD|NSW|2787|-34.06|150.153\n"
    "NEWCASTLE|NSW|2300|-32.932|151.778\nHAMILTON|NSW|2303|-32.922|151.747\n"
)
CORE: Final = CoreFacts(
    version="0", digest="0" * 64, primitives=("name", "phone", "reason"), gazetteer=PLACES
)
ABLE: Final = CoreFacts(
    version="9",
    digest="9" * 64,
    primitives=PRIMITIVES,
    directives=KINDS,
)
TEMPLATES: Final[dict[str, Any]] = {
    "tiny": {"trade": "tiny", "toggles": {"booking": True}, "services": []}
}
WANTS_MORE: Final = {"SF1219", "SF1221", "SF1304", "SF1306", "SF1307", "SF1235"}
"""Codes whose example is for a core that can do more."""
TODAY = date(2026, 11, 24)
MADE_HERE: Final = {"SF1001", "SF1014"}
"""Codes whose broken file is too large, or absent."""


def broken_file(code: str, folder: Path) -> Path:
    if code == "SF1001":
        file = folder / "SF1001.yaml"
        file.write_bytes(b"#" * (MAX_BYTES + 1))
        return file
    if code == "SF1014":
        return folder / "SF1014.yaml"
    (file,) = (path for path in GOLDEN.glob(f"{code}.*") if path.suffix != ".txt")
    return file


def everything_found(source: Source, code: str) -> tuple[Diagnostic, ...]:
    core = ABLE if code in WANTS_MORE else CORE
    return source.found or check_config(source.data, core=core, as_of=TODAY, templates=TEMPLATES)[1]


@pytest.mark.parametrize("code", sorted(TITLES))
def test_each_code_has_a_file_that_shows_it_and_nothing_else(code: str, tmp_path: Path) -> None:
    source = read_source(broken_file(code, tmp_path))
    found = everything_found(source, code)
    said = render(source, found) + "\n"
    golden = GOLDEN / f"{code}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(said, "utf-8")

    assert [one.code for one in found] == [code]
    assert golden.read_text("utf-8") == said


def test_no_golden_file_shows_a_code_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(TITLES)


def test_warnings_are_codes() -> None:
    assert set(TITLES) >= WARNINGS
