"""The folder of active configurations: whole files, or none; whoever reads it never falls."""

import os
from pathlib import Path

import msgspec
import pytest

from spine.activation import (
    Active,
    ActiveFolderError,
    active_stamp,
    read_active,
    update_active,
    write_active,
)
from spine.home import Home
from spine.ids import TenantId


def row(tenant: str, *numbers: str, version: int = 1) -> Active:
    return Active(
        tenant=TenantId(tenant),
        config=f"{version:064x}",
        version=version,
        numbers=numbers,
        name=tenant.title(),
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_what_was_written_is_read_and_nothing_else_stays(home: Home) -> None:
    assert read_active(home) == ()
    write_active(home, (row("b", "+61255501206"), row("a", "+61255501207")))
    write_active(home, (row("a", "+61255501207", version=2),))

    assert read_active(home) == (row("a", "+61255501207", version=2),)
    assert [path.name for path in home.active.iterdir()] == ["a.json"]


def test_each_change_is_seen_in_the_stamp_and_reading_is_not(home: Home) -> None:
    stamps = [active_stamp(home)]
    for version in range(1, 20):
        write_active(home, (row("a", "+61255501207", version=version),))
        read_active(home)
        stamps.append(active_stamp(home))

    assert len(set(stamps)) == len(stamps)
    assert active_stamp(home) == stamps[-1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"tenant":"b","config":',
        b"\xff\xfe",
        b"[" * 5_000,
        msgspec.json.encode(row("somebody-else", "+61255501299")),
        msgspec.json.encode(msgspec.structs.replace(row("b"), numbers=("000",))),
        msgspec.json.encode(msgspec.structs.replace(row("b"), config="../../etc")),
        msgspec.json.encode(msgspec.structs.replace(row("b"), version=0)),
    ],
)
def test_a_file_that_is_no_such_row_is_left_out_and_told(home: Home, content: bytes) -> None:
    write_active(home, (row("a", "+61255501207"),))
    (home.active / "b.json").write_bytes(content)
    told: list[str] = []

    assert [one.tenant for one in read_active(home, told.append)] == ["a"]
    assert [("b.json" in line, "left out" in line) for line in told] == [(True, True)]


def test_a_folder_or_a_dead_link_in_a_files_place_is_left_out_and_told(home: Home) -> None:
    write_active(home, (row("a", "+61255501207"),))
    (home.active / "b.json").mkdir()
    (home.active / "c.json").symlink_to(home.root / "nowhere")
    told: list[str] = []

    assert [one.tenant for one in read_active(home, told.append)] == ["a"]
    assert len(told) == 2


def test_a_number_of_two_tenants_is_the_firsts_and_told(home: Home) -> None:
    write_active(home, (row("a", "+61255501207"), row("b", "+61255501207")))
    told: list[str] = []

    assert [one.tenant for one in read_active(home, told.append)] == ["a"]
    assert "a number of a" in told[0]


def test_what_a_crash_left_half_written_is_never_read_and_goes(home: Home) -> None:
    home.active.mkdir(parents=True)
    (home.active / ".new-1234").write_bytes(b'{"ten')

    assert read_active(home, pytest.fail) == ()
    write_active(home, (row("a", "+61255501207"),))
    assert [path.name for path in home.active.iterdir()] == ["a.json"]


def test_a_number_that_changes_hands_is_never_seen_at_both(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_active(home, (row("a", "+61255501207", "+61255501206"), row("b", "+61255501208")))
    told: list[str] = []
    replace = Path.replace

    def looked_at(self: Path, target: Path) -> Path:
        moved = replace(self, target)
        read_active(home, told.append)
        return moved

    monkeypatch.setattr(Path, "replace", looked_at)
    given = (row("b", "+61255501208", "+61255501206"), row("a", "+61255501207"))
    write_active(home, given)

    assert told == []
    assert set(read_active(home)) == set(given)


def test_a_folder_that_cannot_be_made_is_a_named_error(home: Home) -> None:
    home.root.mkdir()
    home.active.write_text("not a folder")

    with pytest.raises(ActiveFolderError, match="cannot be used"):
        write_active(home, ())
    assert read_active(home) == ()


def test_the_rows_are_read_while_nobody_else_may_write(home: Home) -> None:
    def read() -> tuple[Active, ...]:
        child = os.fork()
        if child == 0:  # another process that writes now would overtake what we are about to write
            import fcntl

            handle = os.open(home.active, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os._exit(0)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        return (row("a", "+61255501207"),)

    assert update_active(home, read) == read_active(home)
