"""The core's name follows from what decides, and only from that."""

import shutil
from pathlib import Path

import pytest

from agent_worker.version import (
    DECLARED,
    LOCK,
    TREE,
    CoreChangedError,
    UnlockedLibraryError,
    bumped,
    core_files,
    declared,
    digest_of,
    keep_core,
    locked_libraries,
    write,
)
from spine.artefacts import ArtefactMissingError, find_core, find_graph, keep_graph
from spine.home import Home


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, content in core_files().items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in (LOCK, DECLARED):
        shutil.copy(TREE / name, tmp_path / "tree" / name)
    return tmp_path / "tree"


def test_this_tree_is_the_core_that_it_declares() -> None:
    assert digest_of() == declared().digest, "run: python -m agent_worker.version --write"


def test_a_copy_is_the_same_core(tree: Path) -> None:
    assert digest_of(tree) == digest_of()


@pytest.mark.parametrize(
    "name",
    [
        "agent_worker/voice_core/step.py",
        "agent_worker/voice_core/locale/en_au/phrases/call.toml",
        "objective_engine/engine.py",
        "spine/events/scribe.py",
        "agent_worker/core_files.py",
    ],
)
def test_a_change_of_what_decides_is_another_core(tree: Path, name: str) -> None:
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("\n")

    assert digest_of(tree) != digest_of()


def test_a_renamed_file_is_another_core(tree: Path) -> None:
    (tree / "objective_engine/engine.py").rename(tree / "objective_engine/motor.py")

    assert digest_of(tree) != digest_of()


def test_a_library_that_decides_changes_the_core_with_its_version(tree: Path) -> None:
    assert any(pin.startswith("msgspec==") for pin in locked_libraries())
    lock = (tree / LOCK).read_text("utf-8")
    (tree / LOCK).write_text(lock.replace("\nmsgspec==", "\nmsgspec==9"), "utf-8")

    assert digest_of(tree) != digest_of()


def test_a_library_that_nothing_pins_is_refused(tree: Path) -> None:
    (tree / "objective_engine/new.py").write_text("import unheard_of.part\n", "utf-8")

    with pytest.raises(UnlockedLibraryError, match="unheard_of"):
        digest_of(tree)


def test_declaring_makes_a_changed_tree_current_under_a_new_version(tree: Path) -> None:
    (tree / "objective_engine/new.py").write_text("", "utf-8")
    before = declared(tree)
    after = write(tree, "patch")

    assert after == declared(tree)
    assert after.version == bumped(before.version, "patch")
    assert after.digest == digest_of(tree)


def test_a_bump_zeroes_what_is_below() -> None:
    bumps = [bumped("1.2.3", part) for part in ("major", "minor", "patch")]

    assert bumps == ["2.0.0", "1.3.0", "1.2.4"]


def test_a_kept_core_is_found_by_its_version(tree: Path, tmp_path: Path) -> None:
    home, digest = Home(tmp_path / "home"), digest_of(tree)
    keep_core(home, digest, tree)
    keep_core(home, digest, tree)

    assert find_core(home, f"1.0.0+{digest[:12]}").stem == digest
    with pytest.raises(ArtefactMissingError):
        find_core(home, "1.0.0+abc")


def test_a_core_that_is_gone_from_disk_is_not_kept_under_its_name(
    tree: Path, tmp_path: Path
) -> None:
    with pytest.raises(CoreChangedError):
        keep_core(Home(tmp_path / "home"), "0" * 64, tree)


def test_a_graph_is_kept_by_its_id(tmp_path: Path) -> None:
    home = Home(tmp_path)
    config = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    keep_graph(home, config, b"{}")

    assert find_graph(home, config) == b"{}"
    with pytest.raises(ArtefactMissingError):
        find_graph(home, "0" * 64)
