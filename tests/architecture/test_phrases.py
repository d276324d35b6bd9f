"""Bounded speech: what can be said is in the bank, and no entry of it goes on for long."""

import ast
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from agent_worker.core_files import read_locale

ROOT: Final = Path(__file__).parents[2]
BANK: Final = read_locale().phrases
LONGEST_MS: Final = 12_000
"""CAPTURE.md R9: what takes longer is said, and confirmed, in parts."""
QUICKEST_MS_A_CHARACTER: Final = 40
"""25 characters a second: quicker than any voice reads."""


@pytest.mark.parametrize("name", BANK)
def test_a_phrase_is_bounded_and_its_bound_is_possible(name: str) -> None:
    phrase = BANK[name]
    spoken = "".join(text for text, _, _, _ in Formatter().parse(phrase.text))

    assert len(spoken) * QUICKEST_MS_A_CHARACTER <= phrase.max_ms <= LONGEST_MS


def test_only_the_phrase_bank_makes_what_is_said() -> None:
    made_in = {
        str(file.relative_to(ROOT))
        for folder in ("agent_worker", "objective_engine", "spine")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Line"
    }

    assert made_in == {"agent_worker/voice_core/phrases.py"}
