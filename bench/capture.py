"""How exact and how quick the capture primitives are, next to parts from the shelf.

python -m bench.capture [--generated N] [--calls N] [--peers PYTHON]

PYTHON is an interpreter that has text2num, phonenumbers, dateparser and parsedatetime.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec
import numpy as np

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES, prepare
from agent_worker.voice_core.capture.contract import Context, FieldState, Heard
from agent_worker.voice_core.locale import Locale
from bench.report import Counted, Measured, begin, end, paragraphs
from cli.capture_cases import BadLine, Case, context_of, read_cases, run
from tests.property.capture_kinds import spoken_case, typed_case
from tests.property.speech.kinds import KINDS, TYPED
from tests.property.test_capture_truthful import outcomes

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "unit" / "cases"
SETS = {
    "visible": "visible.jsonl",
    "own, seen while building": "own.jsonl",
    "own, held back": "held_back_own.jsonl",
    "tried by hand, seen": "hand.jsonl",
    "tried by hand again, seen": "hand_second.jsonl",
    "second set, held back": "held_back_second.jsonl",
    "third set, e-mail, held back": "held_back_third.jsonl",
    "fourth set, e-mail, seen": "email_fourth_seen.jsonl",
    "fourth set, e-mail, held back": "held_back_fourth.jsonl",
    "found by the generator, seen": "generator.jsonl",
}
GOALS = {"phone": 97, "email": 92, "datetime": 95, "address": 88, "name": 85}
MISHEARD = (0.0, 0.05, 0.15)
STEP_MS, PARTIAL_MS = 5, 1
LOADING = """
import time, psutil
from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import prepare
memory = psutil.Process().memory_info
before, begun = memory().rss, time.process_time()
locale = read_locale()
prepare(locale)
print(time.process_time() - begun, (memory().rss - before) / 2**20)
"""
LEAD = (
    "um yeah so the address that I need you to come out to is, let me just have a look, unit "
    "fourteen, number two hundred and"
)


def cases(name: str) -> list[Case]:
    """Return the cases of one file."""
    return [case for case in read_cases(CASES / name) if not isinstance(case, BadLine)]


def exactness(locale: Locale) -> Iterator[Counted]:
    """Count exact values and wrong ones, by set and primitive."""
    for title, name in SETS.items():
        total: Counter[str] = Counter()
        exact: Counter[str] = Counter()
        wrong = 0
        for case in cases(name):
            value = run(case, locale).value
            for key in ("all", case.primitive):
                total[key] += 1
                exact[key] += value == case.wanted
            wrong += value not in {None, case.wanted}
        for key, count in total.items():
            rate = 100 * exact[key] / count
            goal = 95 if key == "all" else GOALS.get(key)
            yield Counted(
                name=f"{title}: {key} exact", value=rate, unit="%", n=count,
                goal=goal, met=None if goal is None else rate >= goal,
            )  # fmt: skip
        rate = 100 * wrong / total["all"]
        yield Counted(
            name=f"{title}: wrong value proposed", value=rate, unit="%", n=total["all"],
            goal=5, met=rate <= 5,
        )  # fmt: skip


class Rendering(NamedTuple):
    """A random value, what comes of it when it is said or typed, and how that was done."""

    wanted: str
    case: Case
    operators: tuple[str, ...]


def renderings(kind: str, count: int) -> Iterator[Rendering]:
    """Make up values of one kind, and say or type each."""
    random = Random(f"bench {kind}")
    for _ in range(count):
        if kind in TYPED:
            typed = TYPED[kind]
            value = typed.make(random)
            pressed = typed.press(value, random)
            yield Rendering(typed.normal(value), typed_case(kind, pressed), pressed.operators)
        else:
            spoken = KINDS[kind]
            value = spoken.make(random)
            said = spoken.render(value, random)
            yield Rendering(spoken.normal(value), spoken_case(kind, *said.turns), said.operators)


def generated(locale: Locale, count: int) -> Iterator[Counted]:
    """Count what random renderings of random values come to, and misses by operator."""
    for kind in (*KINDS, *TYPED):
        exact = wrong = 0
        missed: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for wanted, case, operators in renderings(kind, count):
            got = run(case, locale).value
            exact += got == wanted
            wrong += got not in {None, wanted}
            seen.update(set(operators))
            missed.update(set(operators) if got != wanted else ())
        rate = 100 * exact / count
        yield Counted(
            name=f"generator: {kind} exact", value=rate, unit="%", n=count,
            goal=99.5, met=rate >= 99.5,
        )  # fmt: skip
        yield Counted(
            name=f"generator: {kind} another value proposed", value=100 * wrong / count,
            unit="%", n=count,
        )  # fmt: skip
        for operator in sorted(seen):
            name = f"generator: {kind} missed with {operator}"
            yield Counted(name=name, value=float(missed[operator]), unit="turns", n=seen[operator])


def truthful(calls: int) -> Iterator[Counted]:
    """Count how truthful callers fare through a line that mishears."""
    for kind in KINDS:
        for rate in MISHEARD:
            counted = outcomes(kind, calls, rate)
            title = f"truthful caller, {rate:.0%} of words misheard: {kind}"
            yield Counted(
                name=f"{title} wrong committed", value=float(counted["wrong"]), unit="calls",
                n=calls, goal=0, met=counted["wrong"] == 0,
            )  # fmt: skip
            for how in ("confirmed", "failed", "declined", "endless"):
                yield Counted(
                    name=f"{title} {how}", value=100 * counted[how] / calls, unit="%", n=calls
                )


def speed(locale: Locale) -> Iterator[Counted | Measured]:
    """Time one step and one partial of every primitive on all cases, in processor time."""
    texts = [
        turn
        for name in SETS.values()
        for case in cases(name)
        for turn in case.turns
        if isinstance(turn, str)
    ]
    context = context_of(cases("visible.jsonl")[0], locale)
    yield from _timed("address partial, misheard", misheard(context), PARTIAL_MS)
    all_steps, all_partials = [], []
    for name, primitive in PRIMITIVES.items():
        steps, partials = [], []
        for text in texts:
            begun = time.process_time()
            primitive.step(FieldState(), Heard((text,)), context)
            middle = time.process_time()
            primitive.outlook(FieldState(), text[:200] + " and", context)
            steps.append((middle - begun) * 1000)
            partials.append((time.process_time() - middle) * 1000)
        yield from _timed(f"{name} step", steps, STEP_MS)
        yield from _timed(f"{name} partial", partials, PARTIAL_MS)
        all_steps += steps
        all_partials += partials
    yield from _timed("any step", all_steps, STEP_MS)
    yield from _timed("any partial", all_partials, PARTIAL_MS)


def _timed(name: str, took: Sequence[float], goal: float) -> Iterator[Counted | Measured]:
    """Give the percentiles, and hold the ninety-ninth against its goal."""
    yield Measured(name=name, unit="ms", values=tuple(took))
    slowest = float(np.percentile(took, 99))
    title = f"{name}: 99 of 100 within"
    yield Counted(name=title, value=slowest, unit="ms", n=len(took), goal=goal, met=slowest <= goal)


def repeated(locale: Locale) -> Iterator[Counted]:
    """Count the cases whose turns do not give the same bytes a second time."""
    seen = [case for name in SETS.values() for case in cases(name)]
    other = sum(
        msgspec.msgpack.encode(run(case, locale)) != msgspec.msgpack.encode(run(case, locale))
        for case in seen
    )
    yield Counted(
        name="cases with other bytes when run again", value=float(other), unit="cases",
        n=len(seen), goal=0, met=other == 0,
    )  # fmt: skip


def loading() -> Iterator[Counted]:
    """Time and weigh the locale in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, mebibytes = map(float, ran.stdout.split())
    yield Counted(
        name="locale: read and indexed in", value=seconds, unit="s", n=1,
        goal=0.3, met=seconds < 0.3,
    )  # fmt: skip
    yield Counted(
        name="locale: memory", value=mebibytes, unit="MiB", n=1, goal=30, met=mebibytes < 30
    )


def misheard(context: Context) -> tuple[float, ...]:
    """Time the partials of 200-character addresses whose suburb no table has."""
    random, took = Random(5), []
    suburbs = [line.split("|")[0] for line in context.locale.tables["suburbs"].splitlines()]
    for _ in range(60):
        letters = list(random.choice(suburbs).lower())
        for _ in range(2):
            letters[random.randrange(len(letters))] = random.choice("aeiourn")
        place = "".join(letters)
        words = f"{LEAD} {random.randrange(1, 40)} Old Northern Road, {place}, Victoria".split()
        for count in range(3, len(words) + 1):
            begun = time.process_time()
            PRIMITIVES["address"].outlook(FieldState(), " ".join(words[:count]), context)
            took.append((time.process_time() - begun) * 1000)
    return tuple(took)


def ask_peers(python: str, asked: Iterable[Case]) -> Iterator[dict[str, str]]:
    """Give cases to `bench/capture_peers.py` in its own Python; yield what each peer answers."""
    lines = (
        json.dumps(
            {"id": one.id, "primitive": one.primitive, "turns": one.turns, "ref": one.context.ref}
        )
        for one in asked
    )
    ran = subprocess.run(
        [python, str(ROOT / "bench" / "capture_peers.py")],
        input="\n".join(lines), capture_output=True, text=True, check=True,
    )  # fmt: skip
    yield from map(json.loads, ran.stdout.splitlines())


def peers(python: str) -> Iterator[Counted]:
    """Count what the peers make of the same cases."""
    for title, name in SETS.items():
        all_cases = {case.id: case for case in cases(name)}
        exact: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        total: Counter[str] = Counter()
        said = (
            case for case in all_cases.values() if all(isinstance(turn, str) for turn in case.turns)
        )
        for answer in ask_peers(python, said):
            case = all_cases[answer["id"]]
            key = f"{answer['peer']}, {case.primitive}"
            total[key] += 1
            exact[key] += answer["value"] == case.wanted
            wrong[key] += answer["value"] not in {None, case.wanted}
        for key, count in total.items():
            rate = 100 * exact[key] / count
            yield Counted(name=f"peer {key}, {title}: exact", value=rate, unit="%", n=count)
            yield Counted(
                name=f"peer {key}, {title}: wrong",
                value=100 * wrong[key] / count,
                unit="%",
                n=count,
            )


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generated", type=int, default=10_000)
    parser.add_argument("--calls", type=int, default=1_000)
    parser.add_argument("--peers", default="")
    told = parser.parse_args()
    locale = read_locale()
    prepare(locale)
    measured = begin("capture")
    figures: list[Counted | Measured] = [*exactness(locale), *repeated(locale), *loading()]
    figures += speed(locale)
    figures += [*generated(locale, told.generated), *truthful(told.calls)]
    if told.peers:
        figures += peers(told.peers)
    missed = [one.name for one in figures if isinstance(one, Counted) and one.met is False]
    targets = f"Targets missed: {'; '.join(missed)}." if missed else "No target is missed."
    end(measured, figures, (targets, *NOTES))


NOTES = paragraphs("""
The own cases were committed before the grammars that they are for (commit 0679a4b); a hash of
the id keeps a third aside. Expectations of own cases that contradicted CAPTURE.md or the suburb
table were corrected afterwards (see the log of tests/unit/cases).

The held-back third was first run when all grammars stood: 95 of 100 exact, 5 other values
proposed; only names missed. Those five were then looked at and mended, so the figure here is
no longer unseen.

The second held-back set (205 cases) was committed at 2b75603, before the grammar was mended by
the cases tried by hand, and run whole once, at 7f46f84: 198 of 205 exact (e-mail 23 of 28,
everything else 175 of 177), 5 other values proposed. Its misses were then mended by rule, so the
figure here is no longer unseen.

The third set (60 e-mails) was committed at 0d65bf4, after the last change of the grammar
(9a0f308), and run once: 56 exact, 4 other values proposed. They were then mended by rule with the
fourth set, so the figure here is no longer unseen.

The fourth set (160 e-mails, half of them held back) was committed at af4ce5d, by who then changed
the grammar but before it was read. First run: 56 of the 80 held back exact and 23 other values
proposed; of the 80 seen 57 and 21. The held-back half was run once more, when the grammar stood
(be2c60c): 79 exact, 1 other value proposed ("the at symbol", mended since). One expectation of the
seen half was corrected: a refused value is gone, and with it its domain.

The cases tried by hand were committed before their first run (cec5c8d, fc16c42): 371 of 398 and
276 of 311 exact, 20 and 24 other values proposed; 5 and 7 of these expectations contradicted
CAPTURE.md or the suburb table and were corrected, 1 and 1 dropped.

PH04 of the visible cases cannot be met: nine digits are said and ten expected.

Speed is processor time of one process on a shared machine.
""")

if __name__ == "__main__":
    main()
