"""One installation is up once, on a disk with room, and says where it is."""

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from cli.up.place import AlreadyUpError, alone, forget_what_was_killed
from cli.up.wish import Wish, api_of
from platform_api.serving import PortTakenError, listen
from spine.errors import EnvironmentNeedsError
from spine.home import Home
from spine.settings import Api, Spine, read_section

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_what_is_up_is_settings_for_every_other_command_until_it_ends(home: Home) -> None:
    log_url = 'postgresql+psycopg://spine@127.0.0.1:1/spine?"quoted"'
    with alone(home) as held:
        held.tell_others("http://127.0.0.1:7", {"spine": {"log_url": log_url}, "api": {"port": 7}})

        assert read_section(Spine, {}, home).log_url == log_url
        assert read_section(Api, {}, home).port == 7
        assert home.run_file.stat().st_mode & 0o077 == 0

    assert read_section(Api, {}, home).port == 8080


def test_the_second_is_told_who_the_first_is(home: Home) -> None:
    with alone(home) as held:
        with pytest.raises(AlreadyUpError, match=f"process {os.getpid()}.* still starting"):
            alone(home).__enter__()
        held.tell_others("http://127.0.0.1:7", {})
        with pytest.raises(AlreadyUpError, match=r"http://127\.0\.0\.1:7.*Ctrl-C") as refused:
            alone(home).__enter__()

    assert refused.value.exit_code == 4
    with alone(home):
        pass


def test_settings_of_one_that_was_killed_are_forgotten_and_of_one_that_lives_are_not(
    home: Home,
) -> None:
    with alone(home) as held:
        held.tell_others("http://127.0.0.1:7", {"api": {"port": 7}})
        assert not forget_what_was_killed(home)
        assert home.run_file.exists()
    home.run_file.write_text("[api]\nport = 7\n")

    assert forget_what_was_killed(home)
    assert not home.run_file.exists()
    assert not forget_what_was_killed(home)


def test_a_disk_that_is_nearly_full_is_named_with_its_folder(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 499 * 10**6))

    with (
        pytest.raises(EnvironmentNeedsError, match=f"499 MB .*{home.root}.*500 MB"),
        alone(home),
    ):
        pass


def test_a_folder_that_cannot_be_used_is_named(home: Home) -> None:
    home.root.write_text("a file")

    with pytest.raises(EnvironmentNeedsError, match=str(home.root)), alone(home):
        pass


def test_the_settings_own_port_gives_way_and_one_that_was_asked_for_does_not(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listen(Api(port=0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("SPOTFUNNEL_API_PORT", str(port))

        assert api_of(home, Wish()).port not in {0, port}
        with pytest.raises(PortTakenError, match=f"port {port} .*--port"):
            api_of(home, Wish(port=port))
    assert api_of(home, Wish(port=port)).port == port


def test_what_a_killed_writer_left_of_the_lock_file_is_no_hindrance(home: Home) -> None:
    home.root.mkdir()
    (home.root / "up.lock").write_text("{half")

    with alone(home), pytest.raises(AlreadyUpError):
        alone(home).__enter__()
    assert json.loads((home.root / "up.lock").read_text())["pid"] == os.getpid()
