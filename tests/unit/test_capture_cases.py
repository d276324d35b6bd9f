"""Every committed case of a primitive comes to the value that it names."""

from pathlib import Path

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.locale import Locale
from cli.capture_cases import BadLine, Case, read_cases, run

CASES = Path(__file__).parent / "cases"
IMPOSSIBLE = {
    # Nine digits are said and ten expected: the tenth would be made up (R2, the source rule).
    ("visible", "PH04"),
}


def _cases() -> list[tuple[str, Case]]:
    return [
        (path.stem, case)
        for path in sorted(CASES.glob("*.jsonl"))
        if not path.stem.startswith("held_back")
        for case in read_cases(path)
        if not isinstance(case, BadLine)
    ]


@pytest.fixture(scope="module")
def locale() -> Locale:
    return read_locale()


@pytest.mark.parametrize(
    ("file", "case"), _cases(), ids=lambda value: value.id if isinstance(value, Case) else value
)
def test_case_comes_to_its_value(file: str, case: Case, locale: Locale) -> None:
    expect = None if (file, case.id) in IMPOSSIBLE else case.wanted
    assert run(case, locale).value == expect
