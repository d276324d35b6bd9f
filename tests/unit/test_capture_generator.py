"""The speech generator knows nothing of the grammar that it tests."""

import ast
from pathlib import Path

SPEECH = Path(__file__).parents[1] / "property" / "speech"


def test_the_speech_generator_imports_nothing_of_the_core() -> None:
    imported = set()
    for file in SPEECH.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    assert {
        name for name in imported if name.startswith(("agent_worker", "cli", "objective"))
    } == set()
