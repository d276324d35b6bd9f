"""The picture of a graph: whole, well-formed, nothing on anything, and names that stay text."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from cli.config import app
from cli.config.drawing.cards import picture
from cli.config.drawing.layout import Box, lay_out
from cli.config.drawing.svg import svg
from cli.config.facts import any_core
from cli.config.load import load_business
from objective_engine.graph import Graph, nobodys
from tests.fakes.pushed import NOW
from tests.unit.engine_samples import small

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted(EXAMPLES.rglob("*.yaml"))
NAMESPACE = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & "Söhne" \u202e\x00'


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def graph(request: pytest.FixtureRequest) -> Graph:
    return load_business(request.param, any_core(), NOW.date())


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.bottom and other.y < one.bottom


def test_every_objective_is_drawn_once(graph: Graph) -> None:
    drawn = [
        node.get("data-objective")
        for node in ET.fromstring(svg(graph)).iter(f"{NAMESPACE}g")  # noqa: S314 - ours
        if node.get("data-objective")
    ]

    assert sorted(map(str, drawn)) == sorted(one.name for one in graph.objectives)


def test_nothing_stands_on_anything_and_everything_on_the_sheet(graph: Graph) -> None:
    sheet = lay_out(picture(graph))

    lanes = [lane.box for lane in sheet.lanes]
    for boxes in (lanes, list(sheet.boxes.values())):
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        assert all(one.x >= 0 and one.y >= 0 for one in boxes)
        assert all(one.right <= sheet.width and one.bottom <= sheet.height for one in boxes)
    for lane in sheet.lanes:
        for _, box in lane.cards:
            assert lane.box.x < box.x
            assert box.right < lane.box.right
            assert lane.box.y < box.y
            assert box.bottom < lane.box.bottom


def test_every_line_of_text_fits_its_card(graph: Graph) -> None:
    drawn = picture(graph)

    for lane in (drawn.always, *drawn.branches, *drawn.urgent):
        for line in (*lane.heading, *(line for card in lane.cards for line in card.when)):
            assert len(line) <= 40


def test_the_picture_is_the_same_each_time(graph: Graph) -> None:
    assert svg(graph) == svg(graph)


def test_the_smallest_graph_has_a_picture() -> None:
    ET.fromstring(svg(nobodys(core="0" * 64)))  # noqa: S314 - ours


def test_a_hostile_name_is_text() -> None:
    made = svg(msgspec.structs.replace(small(), business=HOSTILE))

    root = ET.fromstring(made)  # noqa: S314 - ours
    assert not list(root.iter(f"{NAMESPACE}script"))
    assert "<script" not in made
    texts = [node.text or "" for node in root.iter(f"{NAMESPACE}text")]
    assert '<script>alert("1")</script> & "Söhne" ··' in texts


def test_a_picture_goes_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "plumber.svg"
    words = ["show", str(EXAMPLES / "harbour-plumbing.yaml"), "--format", "svg"]

    def run(*more: str) -> object:
        return app([*words, *more], result_action="return_value", exit_on_error=False)

    assert run("-o", str(made)) == 0
    assert "svg of graph" in capsys.readouterr().out
    assert run() == 0
    assert capsys.readouterr().out == made.read_text("utf-8")
    assert run("-o", str(tmp_path / "none" / "x.svg")) == 1
    assert "No such file" in capsys.readouterr().err
