"""Replays a stored call as it was held: with the core and the graph of its day, in a fresh process.

The command and the API both stand on this. The chain is verified here, by today's code, before
anything of an earlier day is run.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import msgspec

from agent_worker.replay_pinned import Asked
from agent_worker.version import DIGITS, TREE, actual, declared
from spine.artefacts import find_core, find_graph
from spine.errors import BrokenPromiseError
from spine.home import Home
from spine.ids import CallId
from spine.log.call_log import Stored
from spine.replay import ChainBroken, Replayed, replay
from spine.sealing import Sealer

CHILD_S: Final = 300
TREE_CHANGED: Final = (
    "the Voice Core in this tree is not the one that it declares: if the change is meant,"
    " run `python -m agent_worker.version --write --bump patch`"
)


class Report(msgspec.Struct, frozen=True):
    """What came of a replay."""

    call: CallId
    core: str
    with_tree: bool
    """Replayed with this tree's own code, not with a kept artefact."""
    warnings: tuple[str, ...]
    outcome: Replayed


class ReplayFailedError(BrokenPromiseError):
    """The process that replays did not say what came of it."""

    code = "replay.failed"


def replay_apart(
    home: Home, call: CallId, stored: Sequence[Stored], key: Sealer | None, erased_at: str = ""
) -> Report:
    """Verify the chain here, at once; what has to be run is run in a process of its own.

    Args:
        home: Where cores and graphs are kept.
        call: Whose events these are.
        stored: All of them, oldest first; at least one.
        key: What opens them; None after an erasure.
        erased_at: When the key was destroyed.

    Raises:
        ArtefactMissingError: If what the call was held with was never kept here.
        ArtefactChangedError: If it is no longer what was kept.
        ReplayFailedError: If the process did not say what came of it.
    """
    outcome = replay(stored, None, None, erased_at)
    if isinstance(outcome, ChainBroken) or key is None:
        return Report(call, "", with_tree=False, warnings=(), outcome=outcome)
    named = msgspec.json.decode(stored[0].body, type=_Named)
    tree = actual()
    digits = named.core.partition("+")[2]
    with_tree = bool(digits) and digits in {tree.digest[:DIGITS], declared().digest[:DIGITS]}
    changed = (TREE_CHANGED,) if with_tree and not tree.digest.startswith(digits) else ()
    with nullcontext() if with_tree else tempfile.TemporaryDirectory() as folder:
        if folder is not None:
            with zipfile.ZipFile(find_core(home, named.core)) as kept:
                kept.extractall(folder)
        asked = Asked(tuple(stored), key.key, find_graph(home, named.config))
        outcome = _in_a_fresh_process(call, asked, folder or TREE)
    return Report(call, named.core, with_tree, changed, outcome)


class _Named(msgspec.Struct):
    """What an envelope of any version says its call was held with."""

    core: str
    config: str


def _in_a_fresh_process(call: CallId, asked: Asked, folder: str | Path) -> Replayed:
    """Replay with the code of a folder and no other; the key goes through a pipe."""
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "agent_worker.replay_pinned"],
            input=msgspec.json.encode(asked),
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=CHILD_S,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise ReplayFailedError(f"call {call} was not replayed within {CHILD_S} s") from exc
    try:
        outcome: Replayed = msgspec.json.decode(ran.stdout, type=Replayed)
    except msgspec.DecodeError as exc:
        last = ran.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise ReplayFailedError(f"call {call} could not be replayed: {last}") from exc
    return outcome
