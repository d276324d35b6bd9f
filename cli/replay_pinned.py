"""The fresh process of `spotfunnel replay`: `python -m cli.replay_pinned CALL [FOLDER]`.

FOLDER holds a kept Voice Core's files. They are laid over this tree's before anything of the core
is imported, so what decides is the kept one and only what reads and compares is today's.
"""

import sys
from pathlib import Path

import agent_worker
import spine


def lay_over(folder: Path) -> None:
    """Let the packages of a kept core be found before those of this tree.

    Raises:
        RuntimeError: If something of the core is loaded already.
    """
    decides = ("agent_worker.voice_core", "agent_worker.core_files", "objective_engine")
    loaded = [name for name in sys.modules if name.startswith((*decides, "spine.events"))]
    if loaded:
        raise RuntimeError(f"too late to choose a core: {loaded[0]} is loaded")
    sys.path.insert(0, str(folder))
    for package in (agent_worker, spine):
        package.__path__.insert(0, str(folder / package.__name__))


def main(call: str, folder: str | None = None) -> None:
    """Replay a call and print what came of it as JSON."""
    if folder is not None:
        lay_over(Path(folder))
    import msgspec

    from agent_worker.core_files import read_locale
    from agent_worker.voice_core.core import Core
    from agent_worker.voice_core.step import begin, step
    from cli.stored_call import find_call
    from objective_engine.graph import from_bytes
    from spine.artefacts import find_graph
    from spine.events.envelope import decode_envelope
    from spine.home import find_home
    from spine.replay import Pinned, replay

    home = find_home()
    found = find_call(home, call)
    first = decode_envelope(found.stored[0].body)
    core = Core(version=first.core, digest=first.core.partition("+")[2], locale=read_locale())
    graph = from_bytes(find_graph(home, first.config))
    pinned = Pinned(begin=begin, step=step, core=core, graph=graph)
    outcome = replay(found.stored, found.key, pinned, found.erased_at)
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
