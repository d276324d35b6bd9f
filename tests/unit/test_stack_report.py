import json
from pathlib import Path

import pytest

from bench import report
from bench.report import Measured, Run, earlier, end


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report, "REPORTS", tmp_path)
    return tmp_path


def test_a_report_holds_percentiles_for_programs_and_a_table_for_people(reports: Path) -> None:
    run = Run("gap", "python -m bench.gap", "abc", "0.1")
    values = tuple(float(value) for value in range(1, 101))

    end(run, [Measured(name="gap", unit="ms", values=values, goal=60.0)], ["quiet machine"])

    first, *_ = figures = json.loads((reports / "gap.json").read_text())
    assert [figure["figure"] for figure in figures] == ["gap p50", "gap p95", "gap p99"]
    assert (first["value"], first["n"], first["goal"], first["met"]) == (50.5, 100, 60.0, True)
    assert set(first) == {
        *("figure", "value", "unit", "n", "goal", "met", "peer", "ratio", "load", "command"),
        "commit",
    }
    page = (reports / "gap.md").read_text()
    assert "| gap p50 | 50.5 | ms | 100 | 60.0 | yes |" in page
    assert "quiet machine" in page
    assert earlier("gap", "gap") == (50.5, 95.0, 99.0)


def test_without_an_earlier_report_there_is_no_peer(reports: Path) -> None:
    assert earlier("floor", "gap") == ()
