"""The pages are built once for what they are built from; npm here is a script that counts."""

import threading
from pathlib import Path

import pytest

from cli.up import page
from spine.errors import EnvironmentNeedsError

NPM = """#!/bin/sh
echo "$*" >> {log}
test -e {broken} && {{ echo src/app.tsx: it does not compile; exit 1; }}
case "$1" in
  ci) mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json;;
  run) mkdir -p "$5" && cp src/app.tsx "$5/index.html";;
esac
"""
LOCK = '{"packages": {"": {}, "node_modules/one": {"integrity": "sha512-x"}}}'


class Dashboard:
    """A dashboard of one file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root.parent / "npm.log"
        self.broken = root.parent / "broken"
        (root / "src").mkdir(parents=True)
        (root / "src" / "app.tsx").write_text("one")
        (root / "package-lock.json").write_text(LOCK)

    def ran(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.split()[0] for line in lines]


@pytest.fixture
def dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    dashboard, programs = Dashboard(tmp_path / "dashboard"), tmp_path / "bin"
    programs.mkdir()
    script = NPM.format(log=dashboard.log, broken=dashboard.broken)
    for name, text in (("npm", script), ("node", "#!/bin/sh\necho v22.1.0\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(page, "SOURCE", dashboard.root)
    monkeypatch.setattr(page, "BUILT", dashboard.root / "dist")
    return dashboard


def quiet(_: str) -> None:
    """Say nothing."""


def test_pages_are_built_once_and_again_when_a_source_changed(dashboard: Dashboard) -> None:
    page.page_ready(quiet)
    page.page_ready(quiet)
    assert dashboard.ran() == ["ci", "run"]

    (dashboard.root / "src" / "app.tsx").write_text("two")
    page.page_ready(quiet)

    assert dashboard.ran()[2:] == ["run"]
    assert (dashboard.root / "dist" / "index.html").read_text() == "two"


def test_packages_are_brought_again_when_their_lock_changed(dashboard: Dashboard) -> None:
    page.packages_ready(quiet)
    page.packages_ready(quiet)
    (dashboard.root / "package-lock.json").write_text(LOCK.replace("sha512-x", "sha512-y"))

    page.packages_ready(quiet)

    assert dashboard.ran() == ["ci"] * 2


def test_a_build_that_fails_is_told_with_what_it_said_and_tried_again(dashboard: Dashboard) -> None:
    page.page_ready(quiet)
    (dashboard.root / "src" / "app.tsx").write_text("broken")
    dashboard.broken.touch()

    for _ in range(2):
        with pytest.raises(EnvironmentNeedsError, match=r"(?s)npm run build.*does not compile"):
            page.page_ready(quiet)
    assert (dashboard.root / "dist" / "index.html").read_text() == "one"

    dashboard.broken.unlink()
    page.page_ready(quiet)


def test_older_pages_are_served_while_newer_are_built(dashboard: Dashboard) -> None:
    page.page_ready(quiet)
    (dashboard.root / "src" / "app.tsx").write_text("two")
    built = threading.Event()

    page.pages_for_up(lambda line: built.set() if line.startswith("built") else None)

    assert (dashboard.root / "dist" / "index.html").exists()
    assert built.wait(20)
    assert (dashboard.root / "dist" / "index.html").read_text() == "two"


def test_without_pages_up_goes_on_and_says_why(dashboard: Dashboard) -> None:
    dashboard.broken.touch()
    said: list[str] = []

    page.pages_for_up(said.append)

    assert "does not compile" in said[-1]


@pytest.mark.parametrize(("answer", "said"), [(None, "missing"), ("v18.19.0", r"v18\.19\.0")])
def test_without_a_fit_node_the_message_says_which_and_where_from(
    answer: str | None,
    said: str,
    dashboard: Dashboard,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    node = tmp_path / "bin" / "node"
    node.unlink()
    if answer is not None:
        node.write_text(f"#!/bin/sh\necho {answer}\n")
        node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    with pytest.raises(EnvironmentNeedsError, match=rf"(?s){said}.*nodejs\.org"):
        page.page_ready(quiet)
