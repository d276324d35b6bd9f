"""Who answers which number: what is active now, whatever stands in the folder."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from agent_worker import businesses as module
from agent_worker.businesses import Businesses
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph, to_bytes
from sip.numbers import Parties, to_e164
from spine.activation import Active, write_active
from spine.artefacts import keep_graph
from spine.home import Home
from spine.ids import NOBODY, TenantId

PLUMBER = "+61255501206"
SPARKS = "+61255501207"


def rings(number: str) -> Parties:
    return Parties(dialled=to_e164(number), caller=None, forwarded_by=None)


class Town:
    """A state folder with businesses in it."""

    def __init__(self, root: Path, graph: Graph) -> None:
        self.home = Home(root)
        self.graph = graph
        self.rows: dict[str, Active] = {}

    def activates(self, tenant: str, number: str, version: int = 1) -> Graph:
        graph = msgspec.structs.replace(
            self.graph,
            tenant=TenantId(tenant),
            numbers=(number,),
            as_of=f"2026-11-{version:02}",
        )
        keep_graph(self.home, graph.id, to_bytes(graph))
        self.rows[tenant] = Active(
            tenant=TenantId(tenant),
            config=graph.id,
            version=version,
            numbers=(number,),
            name=tenant,
        )
        self.agree()
        return graph

    def agree(self) -> None:
        write_active(self.home, tuple(self.rows.values()))

    def file(self, tenant: str) -> Path:
        return self.home.active / f"{tenant}.json"


@pytest.fixture
def town(tmp_path: Path, plumbing: Graph) -> Town:
    return Town(tmp_path / "home", plumbing)


def open_for(town: Town, *folders: Path) -> Businesses:
    return Businesses(town.home, core="0" * 64, folders=folders)


def test_a_number_is_answered_by_what_is_active(town: Town) -> None:
    graph = town.activates("plumber", PLUMBER)

    assert open_for(town).graph_for(rings(PLUMBER)) == graph


def test_a_number_of_nobody_is_answered_by_nobody(town: Town) -> None:
    assert open_for(town).graph_for(rings(PLUMBER)).tenant == NOBODY


def test_the_next_call_uses_what_was_activated_and_the_one_in_progress_does_not(
    town: Town,
) -> None:
    first = town.activates("plumber", PLUMBER)
    at = open_for(town)
    in_progress = at.graph_for(rings(PLUMBER))
    second = town.activates("plumber", PLUMBER, version=2)

    assert at.graph_for(rings(PLUMBER)) == second
    assert in_progress == first


def test_a_business_that_comes_later_is_answered_and_one_that_goes_is_not(town: Town) -> None:
    town.activates("plumber", PLUMBER)
    at = open_for(town)
    sparks = town.activates("sparks", SPARKS)
    assert at.graph_for(rings(SPARKS)) == sparks

    del town.rows["plumber"]
    town.agree()
    assert at.graph_for(rings(PLUMBER)).tenant == NOBODY
    assert at.graph_for(rings(SPARKS)) == sparks


def test_while_nothing_changes_nothing_is_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.activates("plumber", PLUMBER)
    at = open_for(town)
    reads: list[Home] = []

    def read(home: Home, _: object) -> tuple[Active, ...]:
        reads.append(home)
        return ()

    monkeypatch.setattr(module, "read_active", read)
    for _ in range(100):
        at.graph_for(rings(PLUMBER))

    assert not reads


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"tenant":"plumber"}', b"\xff" * 50])
def test_a_broken_file_leaves_its_business_as_it_was_and_others_alone(
    town: Town, broken: bytes
) -> None:
    plumber, sparks = town.activates("plumber", PLUMBER), town.activates("sparks", SPARKS)
    at = open_for(town)
    town.file("plumber").unlink()
    town.file("plumber").write_bytes(broken)

    assert at.graph_for(rings(PLUMBER)) == plumber
    assert at.graph_for(rings(SPARKS)) == sparks


def test_a_file_that_is_broken_from_the_start_stops_nobody_else(town: Town) -> None:
    town.activates("plumber", PLUMBER)
    sparks = town.activates("sparks", SPARKS)
    town.file("plumber").write_bytes(b"{")
    at = open_for(town)

    assert at.graph_for(rings(PLUMBER)).tenant == NOBODY
    assert at.graph_for(rings(SPARKS)) == sparks


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_graph_that_cannot_be_read_leaves_the_last_good_one(town: Town, how: str) -> None:
    first = town.activates("plumber", PLUMBER)
    at = open_for(town)
    second = town.activates("plumber", PLUMBER, version=2)
    kept = town.home.configs / f"{second.id}.json"
    kept.chmod(0o600)
    if how == "gone":
        kept.unlink()
    else:
        kept.write_bytes(b"{}")

    assert at.graph_for(rings(PLUMBER)) == first


def test_a_broken_business_keeps_no_number_that_is_another_s_now(town: Town) -> None:
    town.activates("plumber", PLUMBER)
    at = open_for(town)
    del town.rows["plumber"]
    sparks = town.activates("sparks", PLUMBER)
    town.file("plumber").write_bytes(b"{")

    assert at.graph_for(rings(PLUMBER)) == sparks


def test_what_is_active_goes_before_what_lies_in_a_folder(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "graphs"
    folder.mkdir()
    (folder / "plumber.json").write_bytes(to_bytes(town.graph))
    (folder / "rubbish.json").write_bytes(b"{")
    number = town.graph.numbers[0]
    at = open_for(town, folder)
    assert at.graph_for(rings(number)) == town.graph

    active = town.activates("plumber", number, version=3)
    assert at.graph_for(rings(number)) == active


def test_what_is_new_is_named_once_to_whoever_warms_it(town: Town) -> None:
    plumber = town.activates("plumber", PLUMBER)
    at = open_for(town)
    assert at.fresh() == (plumber,)
    assert at.fresh() == ()

    sparks = town.activates("sparks", SPARKS)
    assert at.graph_for(rings(SPARKS)) == sparks
    assert at.fresh() == (sparks,)


async def test_calls_in_many_threads_see_one_or_the_other_never_nobody(
    town: Town, core: Core
) -> None:
    known = {town.activates("plumber", PLUMBER).id}
    at = open_for(town)
    seen: set[str] = set()

    def ask() -> None:
        seen.update(at.graph_for(rings(PLUMBER)).id for _ in range(300))

    asking = [asyncio.create_task(asyncio.to_thread(ask)) for _ in range(4)]
    for version in range(2, 9):
        known.add((await asyncio.to_thread(town.activates, "plumber", PLUMBER, version)).id)
    await asyncio.gather(*asking)

    assert seen <= known
