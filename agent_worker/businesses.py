"""Who answers which number: what is active now, and compiled graphs in folders.

Read again when the folder of active configurations changes, so the next call uses what was
activated; a call keeps the graph that it began with. Whatever is wrong with one business's files
stops no other's calls: it is logged, and that business is answered as it was before.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog

from objective_engine.graph import Graph, from_bytes, nobodys
from sip.numbers import E164, Parties, to_e164
from sip.routing import Routed, Router
from spine.activation import Active, active_stamp, read_active
from spine.artefacts import ArtefactChangedError, ArtefactMissingError, find_graph
from spine.home import Home
from spine.ids import TenantId

log = structlog.get_logger()

CONFIGS: Final = "SPOTFUNNEL_CONFIGS"
_Unusable = (ArtefactMissingError, ArtefactChangedError, OSError, msgspec.MsgspecError, ValueError)


def folders_named() -> tuple[Path, ...]:
    """Return the folders of compiled graphs that the environment names."""
    return tuple(Path(one) for one in os.environ.get(CONFIGS, "").split(os.pathsep) if one)


class Businesses:
    """Shared by every call of a process; may be asked from any thread."""

    def __init__(self, home: Home, *, core: str, folders: Sequence[Path] = ()) -> None:
        """Answer for what is active in `home`, and for the graphs in `folders` behind it.

        Args:
            home: The state folder.
            core: Digest of the Voice Core: a number that is nobody's is answered by it alone.
            folders: With compiled graphs, `*.json`, read once.
        """
        self._home = home
        self._nobody = nobodys(core=core)
        self._lock = threading.Lock()
        self._given = tuple(_graphs(folders))
        self._active: dict[TenantId, _Answered] = {}
        self._router: Router[Graph] = Router(())
        self._stamp = -1
        self._told: set[str] = set()
        self._warm: set[str] = set()
        self.look()

    def graph_for(self, who: Parties) -> Graph:
        """Return the graph of the business that was rung, as it is active now, or of nobody."""
        self.look()
        routed = self._router.route(who)
        return routed.business if isinstance(routed, Routed) else self._nobody

    def look(self) -> None:
        """See what is active now; costs one look at a folder when nothing has changed."""
        if active_stamp(self._home) == self._stamp:
            return
        with self._lock:
            stamp = active_stamp(self._home)
            if stamp == self._stamp:
                return
            self._active = self._read()
            self._router = Router(self._table().items())
            self._stamp = stamp

    def fresh(self) -> tuple[Graph, ...]:
        """Return the graphs that were not returned before: their phrases are not warm yet."""
        self.look()
        with self._lock:
            now = {graph.id: graph for graph in self._graphs()}
            new = tuple(graph for name, graph in now.items() if name not in self._warm)
            self._warm = set(now)
        return new

    def _read(self) -> dict[TenantId, "_Answered"]:
        """Return what is active by tenant, in the order in which claims to a number are heard."""
        rows = read_active(self._home, self._tell)
        now = {row.tenant: one for row in rows if (one := self._answered(row)) is not None}
        broken = {
            tenant: before
            for tenant, before in self._active.items()
            if tenant not in now and (self._home.active / f"{tenant}.json").exists()
        }
        return now | broken

    def _answered(self, row: Active) -> "_Answered | None":
        """Return what answers for a tenant; what was last good where the new one cannot be read."""
        before = self._active.get(row.tenant)
        if before is not None and before.row == row:
            return before
        try:
            return _Answered(row, from_bytes(find_graph(self._home, row.config)))
        except _Unusable as exc:
            self._tell(f"{row.tenant}: version {row.version} cannot be used: {exc}")
            return before

    def _table(self) -> dict[E164, Graph]:
        """Return who answers each number: what is active goes before what lies in folders."""
        table: dict[E164, Graph] = {}
        claims = [(one.row.numbers, one.graph) for one in self._active.values()]
        claims += [(graph.numbers, graph) for graph in self._given]
        for numbers, graph in claims:
            for said in numbers:
                number = to_e164(said)
                if number is not None:
                    table.setdefault(number, graph)
        return table

    def _graphs(self) -> Iterator[Graph]:
        yield from (one.graph for one in self._active.values())
        yield from self._given

    def _tell(self, problem: str) -> None:
        """Say it once: the folder is looked at again and again."""
        if problem not in self._told:
            self._told.add(problem)
            log.error("business.unusable", why=problem)


class _Answered(msgspec.Struct, frozen=True):
    row: Active
    graph: Graph


def _graphs(folders: Sequence[Path]) -> Iterator[Graph]:
    for file in (file for one in folders for file in sorted(one.glob("*.json"))):
        try:
            yield from_bytes(file.read_bytes())
        except (OSError, msgspec.MsgspecError, ValueError) as exc:
            log.error("business.unusable", why=f"{file}: {exc}")  # noqa: TRY400 - a file, no bug
