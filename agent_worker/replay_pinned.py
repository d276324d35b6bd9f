"""The fresh process of `spotfunnel replay`: runs this module with a call on standard input.

It is kept with every core, together with all that it imports of ours, so a call of years ago is
replayed by the code of its day alone. What goes in and comes out is the one promise that later
versions must keep: `Asked` and `spine.replay.Replayed`, as JSON.
"""

import sys

import msgspec

from agent_worker.core_files import read_locale
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.step import begin, step
from objective_engine.graph import from_bytes
from spine.events.envelope import decode_envelope
from spine.log.call_log import Stored
from spine.replay import Pinned, Replayed, replay
from spine.sealing import Sealer, SubjectKey


class Asked(msgspec.Struct, frozen=True):
    """One call to be replayed."""

    stored: tuple[Stored, ...]
    """All of its events, oldest first; at least one."""
    key: bytes
    graph: bytes
    """Canonical bytes of its graph."""


def run(asked: Asked) -> Replayed:
    """Replay a call through the core that this file came with."""
    first = decode_envelope(asked.stored[0].body)
    digest = first.core.partition("+")[2]
    pinned = Pinned(
        begin=begin,
        step=step,
        core=Core(version=first.core, digest=digest, locale=read_locale()),
        graph=from_bytes(asked.graph),
    )
    return replay(asked.stored, Sealer(SubjectKey(asked.key)), pinned)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    sys.stdout.buffer.write(msgspec.json.encode(run(asked)))
