"""`kill -9` of a process that writes a journal: nothing that was acknowledged is lost."""

import subprocess
import sys
from pathlib import Path

from agent_worker.runtime.journal import CallJournal
from spine.journal_file import read_journal
from spine.reading import read_entries
from tests.fakes.recorded import HEADING, SEALER, as_stored

ROOT = Path(__file__).parents[2]
KILLS = 20
WRITER = """
import asyncio, sys
from pathlib import Path
from agent_worker.runtime.journal import CallJournal
from spine.events.inputs import FinalHeard
from spine.journal_file import read_journal
from tests.fakes.recorded import HEADING, SEALER

async def main(folder):
    journal = CallJournal(folder, HEADING, SEALER.seal)
    told = len(read_journal(folder).stored)
    while True:
        for _ in range(3):
            told += 1
            journal.record(FinalHeard(at_ms=told, segment=told, texts=("x" * 200,)), ())
        if await journal.synced(5_000):
            print(told, flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


def test_no_acknowledged_event_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "call"
    for kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline() for _ in range(3 + 7 * kill)]
            writer.kill()
            told += writer.stdout.read().splitlines()
        found = read_journal(folder)
        assert not found.faults
        assert not found.beyond
        assert len(found.stored) >= int(told[-1])

    assert len(read_entries(as_stored(read_journal(folder).stored), SEALER)) > 20 * KILLS
    CallJournal(folder, HEADING, SEALER.seal).close()
