"""Each template's happy path and each of its hard paths, as a text call that replays."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from spine.events.call import (
    AgentSpoke,
    CorrectionAsked,
    EmergencyFlagged,
    HoursClassed,
    ObjectiveBegun,
    ObjectiveEnded,
    PersonWanted,
    QuestionAsked,
    SignalRaised,
)
from stress.trial_run import Run, run_trial
from stress.trials import Trial, run_trials, trials_of
from tests.fakes.trade_call import the_core, trade_graph
from tests.unit.test_engine_templates import TRADES

EACH: Final = pytest.mark.parametrize("trade", sorted(TRADES))
NOT_LEADS: Final = (
    "existing_job",
    "change_time",
    "cancel_booking",
    "warranty",
    "complaint",
    "invoice",
    "supplier",
    "applicant",
)
"""What is chosen instead of a new job."""


def graph_of(trade: str) -> tuple[Trial, ...]:
    return tuple(trials_of(trade_graph(TRADES[trade][0])))


def held(trade: str, name: str) -> Run:
    """Hold one trial call of a trade's example; it must keep every promise, its replay too."""
    graph = trade_graph(TRADES[trade][0])
    trial = next(one for one in graph_of(trade) if one.name == name)
    run = run_trial(the_core(), graph, part=trial.part, rings_at=trial.rings_at)
    wrong = [run.broken, *(check(run) for check in trial.holds)]
    assert not any(wrong), (wrong, run.transcript)
    return run


def begun(run: Run) -> list[str]:
    return [str(one.objective) for one in run.events if isinstance(one, ObjectiveBegun)]


def results(run: Run) -> dict[str, str]:
    ended = (one for one in run.events if isinstance(one, ObjectiveEnded))
    return {str(one.objective): one.result for one in ended}


def signals(run: Run) -> list[str]:
    return [one.signal for one in run.events if isinstance(one, SignalRaised)]


@EACH
@pytest.mark.timeout(120)
def test_every_trial_call_of_a_trade_goes_as_it_must(trade: str) -> None:
    graph = trade_graph(TRADES[trade][0])

    assert run_trials(the_core(), graph) == len(graph_of(trade)) > 80


@EACH
def test_a_job_ends_as_a_request_or_with_somebody_and_nothing_is_promised(trade: str) -> None:
    run = held(trade, "chooses new_job, open")

    assert run.outcome in {"requested", "out_of_area", "message", "transferred"}
    assert "phone" in run.kept
    assert not any("booked" in line for line in run.transcript)


@EACH
@pytest.mark.parametrize("enquiry", NOT_LEADS)
def test_what_is_no_lead_has_an_outcome_of_its_own(trade: str, enquiry: str) -> None:
    run = held(trade, f"chooses {enquiry}, open")
    leads = {"lead", "booked", "requested", "partial", "no_details", "abandoned"}

    assert run.outcome not in leads
    assert [one for one in run.kept if one.endswith(".phone")]
    promised = ("sorry we", "our fault", "we will fix", "refund", "free of charge")
    assert not any(words in line.lower() for line in run.transcript for words in promised)


@EACH
def test_danger_goes_first_and_rings_whoever_may_be_rung(trade: str) -> None:
    run = held(trade, "is in danger, open, answered")
    flagged = [one.hazard for one in run.events if isinstance(one, EmergencyFlagged)]
    spoke = next(o for o in run.events if isinstance(o, AgentSpoke) and "emergency" in o.phrases)

    assert flagged == ["gas"]
    assert spoke.phrases[:2] == ("emergency", "hazard_gas")
    assert "triple zero" in spoke.text.split(".")[0]
    assert results(run)["danger.owner"] == "met"
    assert run.outcome == "emergency"


@EACH
def test_danger_with_nobody_there_is_an_urgent_message(trade: str) -> None:
    run = held(trade, "is in danger, closed, not answered")

    assert results(run)["danger.message"] == "met"
    assert set(run.kept) == {
        "danger.message.words",
        "danger.message.vulnerable",
        "danger.message.phone",
    }
    assert run.kept["danger.message.words"] == "I can smell gas."


@EACH
def test_a_person_is_rung_in_contact_hours_else_a_message_is_taken(trade: str) -> None:
    run = held(trade, "asks for a person, open, answered")
    assert sum(isinstance(one, PersonWanted) for one in run.events) == 1
    assert (run.outcome, results(run)["person.owner"]) == ("transferred", "met")

    after_hours = held(trade, "asks for a person, closed, not answered")
    assert "person.owner" not in begun(after_hours)
    assert results(after_hours)["person.on_call"] == "failed"
    assert results(after_hours)["person.message"] == "met"
    assert after_hours.outcome == "message"


@EACH
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("rang a wrong number", "wrong_number"),
        ("sells something", "sales_call"),
        ("is abusive", "abuse"),
    ],
)
def test_who_should_not_have_rung_is_let_go_politely(trade: str, name: str, outcome: str) -> None:
    run = held(trade, name)

    assert (run.outcome, run.ended_by, signals(run)) == (outcome, "agent", [outcome])
    assert run.phrases[-1] == f"close_{outcome}"
    assert run.kept == {}


@EACH
def test_a_question_in_the_middle_is_answered_and_the_field_goes_on(trade: str) -> None:
    entry = trade_graph(TRADES[trade][0]).knowledge[0]
    run = held(trade, f"asks about {entry.name}")
    asked = [one.entry for one in run.events if isinstance(one, QuestionAsked)]
    order = begun(run)

    assert asked == [entry.name]
    assert order[order.index("answer") - 1] == order[order.index("answer") + 1] == "phone"
    assert results(run)["answer"] == "met"
    assert any(line.startswith(f"agent   {entry.answer}") for line in run.transcript)


@EACH
def test_a_question_without_an_answer_is_promised_to_nobody(trade: str) -> None:
    run = held(trade, "asks about something else")

    assert [one.entry for one in run.events if isinstance(one, QuestionAsked)] == [""]
    assert "answer_later" in run.phrases


@EACH
def test_a_number_that_is_taken_back_is_asked_for_and_kept_anew(trade: str) -> None:
    run = held(trade, "takes the number back")

    assert [one.objective for one in run.events if isinstance(one, CorrectionAsked)] == ["phone"]
    assert begun(run).count("phone") == 2


@EACH
def test_who_has_no_time_is_asked_for_what_is_required(trade: str) -> None:
    run = held(trade, "is in a hurry")

    assert signals(run) == ["hurry"]
    assert {"role", "access"}.isdisjoint(begun(run))


@EACH
def test_nobody_there_is_let_go(trade: str) -> None:
    run = held(trade, "says nothing")

    assert (run.outcome, run.kept) == ("silent", {})


@EACH
def test_after_hours_the_same_call_knows_what_time_it_is(trade: str) -> None:
    run = held(trade, "tells the truth, closed, 1")
    classed = [one for one in run.events if isinstance(one, HoursClassed)]

    assert [(one.time, one.reachable) for one in classed] == [("closed", ("on_call",))]


@EACH
def test_what_is_volunteered_is_only_confirmed(trade: str) -> None:
    graph = trade_graph(TRADES[trade][0])
    truthful = next(one for one in graph_of(trade) if one.name == "chooses new_job, open")
    truths = truthful.part.truths
    opening = f"a new job please, my number's {truths['phone'].said}"
    part = type(truthful.part)(truths=truths, opens_with=(opening,))
    zone = ZoneInfo(graph.time_zone)
    rings_at = datetime(2026, 11, 24, 10, tzinfo=zone)
    run = run_trial(the_core(), graph, part=part, rings_at=rings_at)

    assert run.broken == ""
    assert run.kept["phone"] == truths["phone"].value
    assert "phone_ask" not in run.phrases
