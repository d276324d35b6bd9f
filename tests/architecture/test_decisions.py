"""Decisions stand: what was decided is never rewritten, only overturned by a new record."""

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = "docs/decisions"
STATUS: Final = re.compile(r"^Status: .*$", re.MULTILINE)
NAMES: Final = sorted(file.name for file in (ROOT / FOLDER).glob("[0-9]*.md"))


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", root, *words], capture_output=True, text=True, check=True
    ).stdout


def first_version(root: Path, path: str) -> str | None:
    """Return a file as it was first committed, or `None` if it never was.

    In a shallow clone that is the oldest version that the clone has.
    """
    added = _git(root, "log", "--diff-filter=A", "--format=%H", "--reverse", "--", path).split()
    return _git(root, "show", f"{added[0]}:{path}") if added else None


def rewritten(root: Path, path: str) -> bool:
    """Say whether anything but the status line differs from the first committed version."""
    first = first_version(root, path)
    now = (root / path).read_text("utf-8")
    return first is not None and STATUS.sub("", first, count=1) != STATUS.sub("", now, count=1)


def taken_away(root: Path, folder: str) -> list[str]:
    """Return the decisions that were committed once and are no longer there."""
    ever = _git(root, "log", "--diff-filter=A", "--format=", "--name-only", "--", folder).split()
    return sorted({path for path in ever if path.endswith(".md") and not (root / path).exists()})


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_is_never_edited_but_for_its_status_line(name: str) -> None:
    assert not rewritten(ROOT, f"{FOLDER}/{name}"), "write a new decision that names the evidence"


def test_no_decision_has_been_taken_away() -> None:
    assert not taken_away(ROOT, FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_is_numbered_dated_and_has_a_status(name: str) -> None:
    text = (ROOT / FOLDER / name).read_text("utf-8")

    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)
    assert text.startswith(f"# {name[:4]} ")
    assert re.search(r"^Date: 20\d\d-\d\d-\d\d$", text, re.MULTILINE)
    assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE)


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(name[:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "0001-tea.md").write_text("# 0001 Tea\n\nStatus: accepted\n\nWe drink tea.\n")
    _git(tmp_path, "init", "--quiet")
    _commit(tmp_path)
    return tmp_path


def _commit(root: Path) -> None:
    _git(root, "add", ".")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    _git(root, *who, "commit", "--quiet", "--message", "change")


@pytest.mark.parametrize(
    ("old", "new", "is_rewriting"),
    [
        ("accepted", "superseded by 0002", False),
        ("tea.", "coffee.", True),
        ("We drink tea.\n", "", True),
    ],
)
@pytest.mark.parametrize("committed", [True, False])
def test_a_rewritten_decision_is_found(
    repository: Path, old: str, new: str, is_rewriting: bool, committed: bool
) -> None:
    file = repository / FOLDER / "0001-tea.md"
    file.write_text(file.read_text().replace(old, new))
    if committed:
        _commit(repository)

    assert rewritten(repository, f"{FOLDER}/0001-tea.md") is is_rewriting


def test_a_decision_that_was_taken_away_is_found(repository: Path) -> None:
    (repository / FOLDER / "0001-tea.md").unlink()
    _commit(repository)

    assert taken_away(repository, FOLDER) == [f"{FOLDER}/0001-tea.md"]
