"""A new core tries every active configuration before it answers, with no edit to any."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_worker.voice_core.core import Core
from cli.businesses import EXAMPLES, load_all
from cli.config.gate import Gate
from cli.config.load import compile_source
from cli.config.push import push_graph
from cli.config.recompile import COMPILER, SOURCE, try_all
from cli.release import FAILS, OK, app
from cli.up.businesses import fill
from objective_engine.graph import from_bytes
from spine.activation import read_active
from spine.artefacts import ArtefactChangedError, find_graph, find_source, keep_source
from spine.deployment import deployment_of
from spine.home import Home
from spine.ids import TenantId
from spine.log.sql import SqlCallLog
from tests.fakes.pushed import NOW, core, facts, gate

NAMES = ("harbour-plumbing", "sparkline-electrical")
FILES = [EXAMPLES / f"{name}.yaml" for name in NAMES]
PLUMBER = TenantId(NAMES[0])


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Two businesses in production, pushed with the installed core."""
    home = Home(tmp_path / "home")
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(home.root))
    monkeypatch.setattr("cli.config.gate.keep_core", lambda *_: None)
    install(monkeypatch, core())
    log = SqlCallLog(home.log_db)
    here = gate(home.root, log)
    for made in load_all(FILES):
        push_graph(here, made.graph, now=NOW, source=made.source)
    yield here
    log.close()


def install(monkeypatch: pytest.MonkeyPatch, installed: Core) -> None:
    monkeypatch.setattr("cli.config.gate.read_core", lambda: installed)


def newer(at: Gate, phrase: str = "", text: str = "") -> Gate:
    """The gate of the next release, one sentence of whose core may be another."""
    locale = core().locale
    if phrase:
        said = msgspec.structs.replace(locale.phrases[phrase], text=text)
        locale = msgspec.structs.replace(locale, phrases={**locale.phrases, phrase: said})
    return Gate(at.home, at.log, Core(version="9.9.9+99999999", digest="9" * 64, locale=locale))


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = app(["check", "--json", *words], result_action="return_value", exit_on_error=False)
    return code, json.loads(capsys.readouterr().out)


def active(at: Gate) -> dict[str, int]:
    return {str(row.tenant): row.version for row in read_active(at.home, pytest.fail)}


def test_a_kept_source_compiles_to_the_graph_that_it_was_kept_for(at: Gate) -> None:
    for made in load_all(FILES):
        kept = find_source(at.home, made.graph.id)

        day = load_all(FILES)[0].graph.as_of
        again = compile_source(kept, facts(), NOW.date())
        assert msgspec.structs.replace(again, as_of=day) == made.graph


def test_a_source_that_was_changed_on_disk_is_not_used(at: Gate) -> None:
    (kept,) = at.home.configs.glob(f"{load_all(FILES)[0].graph.id}.*.source")
    kept.chmod(0o600)
    kept.write_bytes(b"{}")

    with pytest.raises(ArtefactChangedError):
        find_source(at.home, load_all(FILES)[0].graph.id)
    first = next(iter(try_all(at, NOW)))
    assert first.failed is not None
    assert first.failed.trial == SOURCE


def test_a_release_whose_core_passes_everything_may_go_and_nothing_is_changed(
    at: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, newer(at).core)
    before = at.log.end()

    code, told = check(capsys)

    assert code == OK
    assert {one["tenant"]: one["result"] for one in told["configurations"]} == dict.fromkeys(
        NAMES, "passes"
    )
    assert all(one["recompiled"] != one["config"] for one in told["configurations"])
    assert at.log.end() == before
    assert active(at) == dict.fromkeys(NAMES, 1)


def test_what_passes_is_pushed_as_new_versions_if_asked_for(
    at: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, newer(at).core)

    code, told = check(capsys, "--activate")

    assert code == OK
    assert active(at) == dict.fromkeys(NAMES, 2)
    for one in told["configurations"]:
        version = deployment_of(at.log, TenantId(one["tenant"])).versions[-1]
        assert (version.config, version.core) == (one["recompiled"], "9.9.9+99999999")
        assert from_bytes(find_graph(at.home, version.config)).core == "9" * 64
        assert find_source(at.home, version.config) == find_source(at.home, one["config"])


def test_a_core_that_a_trial_call_goes_wrong_with_is_stopped_and_the_call_is_shown(
    at: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, newer(at, "phone_readback", "Is that right?").core)

    code, told = check(capsys, "--activate")

    assert code == FAILS
    failed = [one for one in told["configurations"] if one["result"] == "fails"]
    assert failed
    assert all(one["trial"] and one["why"] for one in failed)
    assert any("Is that right?" in line for one in failed for line in one["transcript"])
    assert active(at) == dict.fromkeys(NAMES, 1)


def test_people_are_told_in_a_table_with_each_first_failure_below(
    at: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, newer(at, "phone_readback", "Is that right?").core)

    assert app(["check"], result_action="return_value", exit_on_error=False) == FAILS

    said = capsys.readouterr().out
    assert "core 9.9.9+99999999" in said
    assert "harbour-plumbing" in said
    assert "refused:" in said


def test_what_a_later_core_refuses_to_compile_is_named(at: Gate) -> None:
    config = deployment_of(at.log, PLUMBER).versions[0].config
    (kept,) = at.home.configs.glob(f"{config}.*.source")
    source = msgspec.json.decode(kept.read_bytes())
    kept.unlink()
    source["template"] = "telepathy"
    keep_source(at.home, config, msgspec.json.encode(source))

    failed = {one.active.tenant: one.failed for one in try_all(at, NOW)}[PLUMBER]

    assert failed is not None
    assert failed.trial == COMPILER
    assert "telepathy" in failed.why


def test_an_upgrade_answers_even_where_the_old_graph_no_longer_decodes(
    at: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = deployment_of(at.log, PLUMBER).versions[0].config
    graph = at.home.configs / f"{old}.json"
    graph.chmod(0o600)
    graph.write_bytes(b'{"a graph": "of another age"}')
    install(monkeypatch, newer(at).core)
    said: list[str] = []

    assert isinstance(at.log, SqlCallLog)
    fill(at.home, at.log, (), said.append)

    assert active(at) == dict.fromkeys(NAMES, 2)
    assert len(said) == 2
    now = deployment_of(at.log, PLUMBER).versions[-1].config
    assert from_bytes(find_graph(at.home, now)).tenant == PLUMBER
    fill(at.home, at.log, (), said.append)
    assert len(said) == 2, "once is enough"


def test_an_upgrade_leaves_what_does_not_pass_as_it_was_and_says_so(
    at: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, newer(at, "phone_readback", "Is that right?").core)
    said: list[str] = []

    assert isinstance(at.log, SqlCallLog)
    fill(at.home, at.log, (), said.append)

    assert active(at)[PLUMBER] == 1
    assert any("not fit for this Voice Core" in line for line in said)


def test_a_source_is_kept_when_what_is_active_is_pushed_once_more(at: Gate) -> None:
    made = load_all(FILES)[0]
    for kept in at.home.configs.glob("*.source"):
        kept.unlink()

    pushed = push_graph(at, made.graph, now=NOW, source=made.source)

    assert pushed.status == "unchanged"
    assert find_source(at.home, made.graph.id) == made.source


def test_every_example_compiles_from_its_canonical_source_to_the_same_bytes() -> None:
    for made in load_all(()):
        again = compile_source(made.source, facts(), NOW.date())
        assert msgspec.structs.replace(again, as_of=made.graph.as_of) == made.graph
