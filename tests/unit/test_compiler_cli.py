"""`spotfunnel config`, and the same bytes on any machine."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cli.config.commands import check_file, compile_file, show_file
from cli.config.load import ConfigurationError, load_business, load_graph
from objective_engine.core_facts import CoreFacts

EXAMPLES = Path(__file__).parents[2] / "examples"
CORE = CoreFacts(version="0", digest="0" * 64, primitives=("name", "phone", "reason"))
BROKEN = "schema: 1\ntenant: x\n"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_free_of_mistakes(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_file(example, as_json=False) == 0
    assert "no mistakes" in capsys.readouterr().out


def test_mistakes_exit_with_5_and_json_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN)

    assert check_file(file, as_json=True) == 5
    document = json.loads(capsys.readouterr().out)
    assert document["file"] == "broken.yaml"
    first = document["diagnostics"][0]
    assert (first["code"], first["line"], first["severity"]) == ("SF1102", 1, "error")


def test_warnings_alone_exit_with_0(tmp_path: Path) -> None:
    file = tmp_path / "unwise.yaml"
    text = (EXAMPLES / "harbour-plumbing.yaml").read_text()
    file.write_text(text.replace("phone, required: true", "phone, required: false"))

    assert check_file(file, as_json=False) == 0


def test_a_compiled_graph_can_be_shown_and_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "harbour.graph"

    assert compile_file(EXAMPLES / "harbour-plumbing.yaml", made) == 0
    assert load_graph(made).id in capsys.readouterr().out
    assert show_file(made) == 0
    assert "find out phone (phone, required)" in capsys.readouterr().out


def test_what_cannot_be_compiled_exits_with_5(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN)

    assert compile_file(file, None) == 5
    assert show_file(file) == 5
    file.rename(tmp_path / "broken.graph")
    assert show_file(tmp_path / "broken.graph") == 5


def test_loading_a_broken_business_raises_all_of_its_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN)

    with pytest.raises(ConfigurationError) as caught:
        load_business(file, CORE, date(2026, 11, 24))
    assert str(caught.value).count("error[") == 3
    with pytest.raises(ConfigurationError, match="SF1014"):
        load_business(tmp_path / "none.yaml", CORE, date(2026, 11, 24))


@pytest.mark.timeout(60)  # three processes, on a busy machine
def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "import sys; from cli.config.commands import compile_file; from pathlib import Path\n"
        "compile_file(Path(sys.argv[1]), None)"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script, str(EXAMPLES / "harbour-plumbing.yaml")],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(made) == 1
