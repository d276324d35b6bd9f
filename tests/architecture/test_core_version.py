"""Whatever decides has a name, and the name is that of what is here."""

import shutil
from pathlib import Path

import pytest

from agent_worker import version

WRITE = "run: .venv/bin/python -m agent_worker.version --write --bump patch"


def test_what_decides_is_what_the_declared_core_version_names() -> None:
    assert version.declared().digest == version.digest_of(), WRITE


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, content in version.core_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    shutil.copy(version.TREE / version.LOCK, tmp_path)
    return tmp_path


def test_the_digest_does_not_depend_on_where_the_tree_is(tree: Path) -> None:
    assert version.digest_of(tree) == version.digest_of()


@pytest.mark.parametrize("place", version.DECIDES)
def test_one_changed_byte_in_anything_that_decides_changes_the_digest(
    place: str, tree: Path
) -> None:
    before = version.digest_of(tree)
    at = tree / place
    file = at if at.is_file() else max(each for each in at.rglob("*.py") if each.stat().st_size)
    file.write_bytes(file.read_bytes() + b"\n")

    assert version.digest_of(tree) != before


def test_another_version_of_a_library_that_the_core_imports_changes_the_digest(tree: Path) -> None:
    before = version.digest_of(tree)
    lock = tree / version.LOCK
    lock.write_text(lock.read_text().replace("phonenumbers==", "phonenumbers==9"))

    assert version.digest_of(tree) != before
