"""The bench folds a booking that its template still leads to."""

from bench.engine import FIXTURE, hold
from tests.unit.engine_samples import example
from tests.unit.test_engine_templates import PLUMBER


def test_the_benchs_call_is_booked_by_the_plumbers_graph() -> None:
    assert hold(example(PLUMBER), FIXTURE.read_bytes().splitlines()) == "booked"
