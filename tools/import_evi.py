"""Makes bench/corpora/evi_en.jsonl, the English half of EVI, from a clone; by hand, once.

    git clone https://github.com/PolyAI-LDN/evi-paper
    python -m tools.import_evi evi-paper

A bare clone will do. Licence, and what is changed: docs/sources.md, "Names, dates and codes".
"""

import argparse
import ast
import csv
import io
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).parents[1] / "bench" / "corpora" / "evi_en.jsonl"
SLOTS: Final = ("postcode", "name", "dob")
KEPT: Final = 8
"""Hypotheses of a try; a primitive looks at no more than five."""
ID: Final = 10
"""Characters of a dialogue's name that tell it from the others."""

Tries = dict[str, list[list[str]]]


def rows(clone: Path, name: str, mark: str) -> Iterator[dict[str, str]]:
    """Read one table of the newest commit of a clone."""
    shown = subprocess.run(
        ["git", "-C", str(clone), "show", f"HEAD:data/{name}"], capture_output=True, check=True
    )
    yield from csv.DictReader(io.StringIO(shown.stdout.decode("utf-8"), newline=""), delimiter=mark)


def hypotheses(written: str) -> list[str]:
    """Return the first hypotheses of a try; a few lists are written as Python has them."""
    try:
        listed = json.loads(written)
    except json.JSONDecodeError:
        listed = ast.literal_eval(written)
    return [text for text in listed if text][:KEPT]


def lines(clone: Path) -> Iterator[str]:
    """Return one line a dialogue whose caller is on record: what was said, what is true."""
    records = {record["scenario_id"]: record for record in rows(clone, "records.en.csv", ",")}
    tries: dict[str, Tries] = defaultdict(lambda: {slot: [] for slot in SLOTS})
    people: dict[str, str] = {}
    for turn in sorted(
        rows(clone, "dialogues.en.tsv", "\t"),
        key=lambda turn: (turn["dialogue_id"], int(turn["turn_num"])),
    ):
        tries[turn["dialogue_id"]][turn["item"]].append(hypotheses(turn["nbest"]))
        people[turn["dialogue_id"]] = turn["scenario_id"]
    for dialogue, said in tries.items():
        record = records.get(people[dialogue])
        if record is not None:
            truth = {slot: record[slot] for slot in SLOTS}
            line = {"id": dialogue[:ID], "expect": truth, "said": said}
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Write the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone", type=Path)
    written = list(lines(parser.parse_args().clone))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("".join(f"{line}\n" for line in written), "utf-8")
    print(f"{len(written)} dialogues")


if __name__ == "__main__":
    main()
