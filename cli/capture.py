"""`spotfunnel capture`: run cases of the capture primitives, a line of JSON each."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def capture(file: Path, *, json: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Run each case of FILE through its primitive and say what it came to.

    A turn is a string, or {"nbest": [...]}, {"dtmf": "..."} or {"silence_ms": n}; `context` may
    hold ref, tz, state, caller_id, choices, shapes, target.
    Example: `spotfunnel capture tests/unit/cases/visible.jsonl`

    Args:
        file: Cases, one JSON object a line.
        json: Print one JSON object a case, and nothing else on standard output.
    """
    from agent_worker.core_files import read_locale
    from cli.capture_cases import BadLine, Case, Outcome, read_cases, run
    from cli.capture_view import line, table

    if not file.is_file():
        print(f"spotfunnel: no file {str(file)!r}", file=sys.stderr)
        return 2
    locale = read_locale()
    bad = 0
    done: list[tuple[Case, Outcome]] = []
    for case in read_cases(file):
        if isinstance(case, BadLine):
            print(f"spotfunnel: {file.name} line {case.line}: {case.why}", file=sys.stderr)
            bad += 1
            continue
        outcome = run(case, locale)
        done.append((case, outcome))
        if json:
            print(line(case, outcome))
    failed = 0 if json else table(done)
    if bad:
        return 2
    return 1 if failed else 0
