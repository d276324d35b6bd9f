"""The habits that make a green run mean something."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

NOT_RUN = {
    "mark": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass\n",
    "call": "import pytest\ndef test_it(): pytest.skip('later')\n",
    "import": "import pytest\npytest.importorskip('no_such_thing')\ndef test_it(): pass\n",
    "xfail": "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n",
    "xpass": "import pytest\n@pytest.mark.xfail\ndef test_it(): pass\n",
}
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:xdist")
PASSES = "def test_it(): pass\n"


def _run_in_a_project_of_its_own(folder: Path, sources: dict[str, str]) -> tuple[int, str]:
    for name, source in {
        "tests/conftest.py": (ROOT / "tests" / "conftest.py").read_text("utf-8"),
        "pyproject.toml": (ROOT / "pyproject.toml").read_text("utf-8"),
        **sources,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "--continue-on-collection-errors", *WITHOUT],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_a_test_that_is_not_run_fails_the_run(tmp_path: Path) -> None:
    sources = {f"tests/unit/test_{how}.py": source for how, source in NOT_RUN.items()}
    code, said = _run_in_a_project_of_its_own(
        tmp_path, {**sources, "tests/unit/test_plain.py": PASSES}
    )

    passed = set(re.findall(r"^PASSED tests/unit/test_(\w+)\.py", said, re.MULTILINE))
    failed = set(re.findall(r"^(?:FAILED|ERROR) tests/unit/test_(\w+)\.py", said, re.MULTILINE))
    assert code == 1, said
    assert passed == {"plain"}
    assert failed == set(NOT_RUN)
    assert not re.search(r"skipped|xfailed|xpassed", said.splitlines()[-1])


def test_a_test_outside_the_known_folders_fails_the_run(tmp_path: Path) -> None:
    code, said = _run_in_a_project_of_its_own(tmp_path, {"tests/misc/test_it.py": PASSES})

    assert code != 0
    assert "tests live in" in said


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_source_file_is_longer_than_400_lines() -> None:
    too_long = {
        str(file.relative_to(ROOT)): lines
        for file in _tracked("*.py", "*.ts", "*.tsx", "*.go", "Makefile")
        if file.suffixes != [".d", ".ts"]  # written by a generator
        if (lines := len(file.read_text("utf-8").splitlines())) > 400
    }

    assert not too_long


def test_no_file_is_named_for_what_it_might_hold() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)\.(py|ts|tsx)$")

    assert not [str(file) for file in _tracked("*.py", "*.ts", "*.tsx") if vague.search(file.name)]


def test_locks_pin_every_file_by_hash_and_name_no_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][^ #\n]*==[^ \n]+", text, flags=re.MULTILINE)
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)

        assert pins
        assert all("--hash=sha256:" in block for block in blocks if "==" in block)
        assert "://" not in text, lock.name


def test_every_package_of_ours_is_under_the_import_contracts() -> None:
    packages = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"tests", "tools"}
    contracts = (ROOT / "pyproject.toml").read_text("utf-8").split("[tool.importlinter]")[1]
    listed = set(re.findall(r'"(\w+)"', contracts.split("]")[0]))

    assert packages <= listed


def test_no_tracked_file_names_a_place_on_somebody_s_machine() -> None:
    place = re.compile(r"(?<![\w.])/(?:root|Users|home/\w+|work)/\w")

    assert not [
        str(file.relative_to(ROOT))
        for file in _tracked(
            "*.py", "*.md", "*.toml", "*.yaml", "*.json", "*.lock", "Makefile", ".ci"
        )
        if file.name != Path(__file__).name and place.search(file.read_text("utf-8", "replace"))
    ]
