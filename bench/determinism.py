"""The same bytes under every Python: configurations compiled and text calls held, compared.

    python -m bench.determinism [--calls 20]

Each Python that is on this machine gets an environment with the locked versions of what the core
imports, three hash seeds each.
"""

import argparse
import json
import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final

from agent_worker.version import locked_libraries
from bench.report import Counted, begin, end
from cli.businesses import EXAMPLES
from cli.config.facts import any_core, installed_core
from cli.config.source import read_source
from cli.config.templates import as_business, read_templates
from spine.home import PROJECT
from tools.set_up import bring_uv, find_python

PYTHONS: Final = ("3.11", "3.12", "3.13")
SEEDS: Final = ("0", "1", "424242")
AS_OF: Final = date(2026, 11, 25)


def main() -> None:
    """Compare them and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20)
    each = parser.parse_args().calls
    run = begin("determinism")
    asked = json.dumps(_asked(each)).encode()
    answers: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for version in PYTHONS:
            if (python := _environment(version, Path(folder))) is not None:
                answers[version] = [_answer(python, asked, seed) for seed in SEEDS]
    told = [answer for found in answers.values() for answer in found]
    first = told[0]
    same = [_without_python(answer) == _without_python(first) for answer in told]
    end(
        run,
        [
            Counted(name="Pythons compared", value=len(answers), unit="", n=len(answers), goal=3,
                    met=len(answers) == len(PYTHONS)),
            Counted(name="graphs with the same bytes everywhere", value=len(first["graphs"]),
                    unit="", n=len(told), met=all(same)),
            Counted(name="runs whose calls were the same bytes", value=sum(same), unit="",
                    n=len(told), goal=len(told), met=all(same)),
        ],
        [f"Python {answer['python']}, core {answer['core']}, calls {answer['calls'][:16]}"
         for answer in told],
    )  # fmt: skip
    if not all(same) or len(answers) < 2:
        raise SystemExit(f"not the same everywhere, or only one Python: {told}")


def _asked(each: int) -> dict[str, Any]:
    installed, able = installed_core(), any_core()
    files = [*sorted(EXAMPLES.glob("*.yaml")), *sorted((EXAMPLES / "trades").glob("*.yaml"))]
    sources = {file.stem: as_business(read_source(file).data) for file in files}
    return {
        "as_of": AS_OF.isoformat(),
        "primitives": able.primitives,
        "directives": able.directives,
        "templates": dict(read_templates()),
        "configs": sources,
        "held": [sources[file.stem]["tenant"] for file in sorted(EXAMPLES.glob("*.yaml"))],
        "each": each,
        "core": installed.version,
    }


def _environment(version: str, folder: Path) -> Path | None:
    """Return a Python of this version with what the core imports; None where there is none."""
    uv = bring_uv(find_python())
    place = folder / version
    for command in (
        [uv, "venv", "--quiet", "--python", version, place],
        [uv, "pip", "install", "--quiet", "--python", place / "bin/python", *locked_libraries()],
    ):
        ran = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            print(f"Python {version}: {ran.stderr.strip()}")
            return None
    return place / "bin/python"


def _answer(python: Path, asked: bytes, seed: str) -> dict[str, Any]:
    ran = subprocess.run(
        [python, "-m", "bench.determinism_child"],
        input=asked,
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(ran.stderr.decode())
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def _without_python(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "python"}


if __name__ == "__main__":
    main()
