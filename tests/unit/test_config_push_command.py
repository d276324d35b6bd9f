"""`spotfunnel config push` and what goes with it, as a person meets them."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.businesses import EXAMPLES
from cli.config import app
from cli.config.commands import INVALID
from cli.config.gate import Gate
from cli.main import CONFLICT, NOT_FOUND
from cli.tenants import tenants
from cli.up.businesses import fill
from spine.activation import read_active
from spine.deployment import NumberTakenError, UnknownTenantError, UnknownVersionError
from spine.home import Home
from spine.log.open import open_log
from tests.fakes.pushed import core

PLUMBER = EXAMPLES / "harbour-plumbing.yaml"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    root = tmp_path / "home"
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(root))
    monkeypatch.setattr("cli.config.gate.read_core", core)  # read once, not for each command
    monkeypatch.setattr("cli.config.gate.keep_core", lambda *_: None)
    return Home(root)


def run(*words: str) -> Any:
    return app(list(words), result_action="return_value", exit_on_error=False)


def changed(tmp_path: Path, before: str, after: str, name: str = "own.yaml") -> Path:
    text = PLUMBER.read_text("utf-8")
    assert before in text
    file = tmp_path / name
    file.write_text(text.replace(before, after), "utf-8")
    return file


def test_a_file_goes_into_production_and_back_in_one_command_each(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = changed(
        tmp_path,
        "name: name, primitive: name, required: true",
        "name: name, primitive: name, required: false",
    )

    assert run("push", str(PLUMBER)) == 0
    assert run("push", str(own)) == 0
    assert run("push", str(own)) == 0
    assert run("activate", "harbour-plumbing", "1") == 0
    assert run("activate", "harbour-plumbing", "1") == 0
    assert run("versions", "harbour-plumbing") == 0
    assert tenants() == 0

    said = capsys.readouterr().out
    assert re.search(r"version 1: active from the next call on \(proved, \d+ trial calls", said)
    assert "version 2: active from the next call on" in said
    assert "version 2: nothing to do" in said
    assert "version 1 is active from the next call on, before it was version 2" in said
    assert "version 1 is active already" in said
    assert "superseded" in said
    assert "+61255501206" in said
    assert [row.version for row in read_active(home)] == [1]


def test_programs_are_told_in_one_document_each(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*words: str) -> Any:
        assert (tenants(json=True) if words == ("tenants",) else run(*words, "--json")) == 0
        return json.loads(capsys.readouterr().out)

    assert told("tenants") == {"tenants": []}
    pushed = told("push", str(PLUMBER), "--no-activate")
    assert (pushed["status"], pushed["version"], pushed["diagnostics"]) == ("pushed", 1, [])
    assert told("versions", "harbour-plumbing")["versions"][0]["status"] == "pushed"
    assert read_active(home) == ()
    assert told("push", str(PLUMBER))["status"] == "activated"
    assert told("tenants")["tenants"][0]["numbers"] == ["+61255501206"]


def test_a_file_with_mistakes_is_shown_as_check_shows_it(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = changed(tmp_path, "primitive: phone", "primitive: fone")

    assert run("check", str(wrong)) == INVALID
    shown = capsys.readouterr().out
    assert run("push", str(wrong)) == INVALID
    assert capsys.readouterr().err == shown
    assert run("push", str(wrong), "--json") == INVALID
    assert json.loads(capsys.readouterr().out)["status"] == "invalid"
    assert read_active(home) == ()


def test_what_is_refused_is_shown_with_its_call_and_no_option_gets_round_it(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    locale = core().locale
    mute = msgspec.structs.replace(locale.phrases["name_and_phone"], text="Is that right?")
    said = msgspec.structs.replace(locale, phrases={**locale.phrases, "name_and_phone": mute})
    deaf = msgspec.structs.replace(locale.phrases["phone_readback"], text="Is that right?")
    said = msgspec.structs.replace(said, phrases={**said.phrases, "phone_readback": deaf})
    broken = msgspec.structs.replace(core(), locale=said)
    monkeypatch.setattr("cli.config.push.open_gate", lambda home, log: Gate(home, log, broken))

    for options in ((), ("--no-activate",), ("--json",)):
        assert run("push", str(PLUMBER), *options) == INVALID
    told = capsys.readouterr()

    assert "refused: tells the truth, closed, 1" in told.err
    assert "    agent   " in told.err
    assert json.loads(told.out)["transcript"]
    assert read_active(home) == ()
    assert run("versions", "harbour-plumbing") == 0
    assert capsys.readouterr().out.count("refused") == 3
    known = {name for one in app["push"].assemble_argument_collection() for name in one.names}
    assert known == {"--file", "--activate", "--no-activate", "--json"}


def test_who_asks_for_what_there_is_not_is_told_what_there_is(home: Home, tmp_path: Path) -> None:
    run("push", str(PLUMBER))
    thief = changed(tmp_path, "tenant: harbour-plumbing", "tenant: somebody-else")

    with pytest.raises(NumberTakenError, match="harbour-plumbing") as taken:
        run("push", str(thief))
    with pytest.raises(UnknownVersionError) as version:
        run("activate", "harbour-plumbing", "7")
    with pytest.raises(UnknownTenantError) as tenant:
        run("activate", "nobody", "1")
    with pytest.raises(UnknownTenantError):
        run("versions", "nobody")

    codes = (taken.value.exit_code, version.value.exit_code, tenant.value.exit_code)
    assert codes == (CONFLICT, NOT_FOUND, NOT_FOUND)


def test_an_empty_log_is_filled_with_the_examples_by_the_same_way_and_only_once(
    home: Home,
) -> None:
    told: list[str] = []
    log = open_log(home)
    try:
        rows = fill(home, log, (), told.append)
        end = log.end()
        assert fill(home, log, (), told.append) == rows
        kinds = [one.type for one in log.after(0)]
    finally:
        log.close()

    assert end == 4
    assert [row.tenant for row in rows] == ["harbour-plumbing", "sparkline-electrical"]
    assert kinds == ["config.pushed.v1", "config.activated.v1"] * 2
    assert len(told) == 2
    assert read_active(home) == rows
