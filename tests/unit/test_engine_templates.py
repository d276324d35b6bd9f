"""Ten trades: each template proves, and its hard calls go as they should."""

from pathlib import Path
from typing import Any, Final

import pytest

from cli.config.commands import check_file
from cli.config.proofs import prove_file
from cli.config.source import read_source
from cli.config.templates import FOLDER, BrokenTemplateError, read_templates
from objective_engine.checker import prove
from objective_engine.compiler import check_config, compile_config
from objective_engine.facts import CorrectionAsked, Fact, QuestionAsked, Signal, SignalRaised
from objective_engine.graph import Graph
from objective_engine.proving.dialogue import shown
from spine.ids import CallMs, ObjectiveName
from tests.unit.engine_samples import ABLE, EXAMPLES, TODAY, example, hold

TRADES: Final = {
    "appliance_repair": ("fixit-appliances", "fridge", "appliance_smoke"),
    "cleaner": ("sparkle-cleaning", "bond_clean", "flood_clean"),
    "electrician": ("brightwire-electrical", "lights", "sparks"),
    "garage_doors": ("upndown-garage-doors", "remote", "someone_trapped"),
    "generic": ("top-end-trades", "repair", "urgent_job"),
    "hvac": ("coolbreeze-air", "no_cooling", "gas_heater_fumes"),
    "landscaper": ("wattle-gardens", "lawn", "fallen_tree"),
    "locksmith": ("keyside-locksmiths", "rekey", "child_locked_in"),
    "pest_control": ("gumtree-pest-control", "termites", "snake"),
    "plumber": ("harbourside-plumbing", "leaking_tap", "burst_pipe"),
}
COUNTED: Final = {"bond_clean": ("bedrooms",)}
"""What a service is asked about besides, in a number."""
EACH: Final = pytest.mark.parametrize("trade", sorted(TRADES))
JOB: Final = {
    "enquiry": "new_job",
    "role": "owner_occupier",
    "phone": "+61491570006",
    "visit": "confirmed",
}


def place(name: str) -> str:
    data = read_source(EXAMPLES / f"{name}.yaml").data
    return f"1 High Street {data['business']['area']['postcodes'][0]}"


def signal(name: Signal) -> Fact:
    return SignalRaised(at_ms=CallMs(0), signal=name)


def test_there_is_a_template_and_an_example_for_each_trade() -> None:
    assert set(read_templates()) == {*TRADES, "base"}
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == {
        name for name, _, _ in TRADES.values()
    }


@EACH
def test_a_business_is_at_most_forty_lines_without_a_mistake_and_proved(trade: str) -> None:
    file = EXAMPLES / f"{TRADES[trade][0]}.yaml"
    lines = file.read_text("utf-8").splitlines()
    _, found = check_config(
        read_source(file).data, core=ABLE, as_of=TODAY, templates=read_templates()
    )
    proof = prove(example(TRADES[trade][0]))

    assert len(lines) <= 40
    assert [one.code for one in found] == ["SF1302"]  # a whole job takes more than eight questions
    assert proof.verdict == "proved", [shown(one) for one in proof.violations]


@EACH
def test_a_job_is_booked(trade: str) -> None:
    name, service, _ = TRADES[trade]
    asked = hold(example(name), {**JOB, "service": service, "address": place(name)})

    assert asked == [
        "greet", "enquiry", "service", "reason", "phone", "address", "name", "role", "access",
        *COUNTED.get(service, ()), "visit", "booked",
    ]  # fmt: skip


@EACH
@pytest.mark.parametrize(
    ("role", "also"),
    [
        ("owner_occupier", []),
        ("renter", ["who_authorises", "payer"]),
        ("landlord", ["site_contact"]),
        ("strata", ["site_contact", "payer"]),
        ("carer", ["who_authorises", "site_contact", "payer"]),
        ("declined", []),
    ],
)
def test_who_is_met_and_who_pays_is_asked_of_those_who_ring_for_others(
    trade: str, role: str, also: list[str]
) -> None:
    name, service, _ = TRADES[trade]
    told = {**JOB, "service": service, "address": place(name), "role": role}
    asked = hold(example(name), told)

    assert asked[asked.index("role") + 1 : asked.index("access")] == also


@EACH
def test_what_cannot_wait_is_put_through_after_number_and_address(trade: str) -> None:
    name, _, urgent = TRADES[trade]
    told = {**JOB, "service": urgent, "address": place(name)}
    start = ["greet", "enquiry", "service", "reason", "phone", "address", "urgent_help.on_call"]

    assert hold(example(name), told) == [*start, "transferred"]
    assert hold(example(name), {**told, "urgent_help.on_call": "failed"}) == [
        *start, "urgent_help.message", "message",
    ]  # fmt: skip


@EACH
@pytest.mark.parametrize(
    ("enquiry", "outcome"),
    [
        ("existing_job", "existing_job"),
        ("change_time", "change_requested"),
        ("cancel_booking", "cancel_requested"),
        ("warranty", "warranty"),
        ("complaint", "complaint"),
        ("invoice", "invoice"),
        ("supplier", "supplier"),
        ("applicant", "job_applicant"),
    ],
)
def test_what_is_no_lead_is_never_counted_as_one(trade: str, enquiry: str, outcome: str) -> None:
    assert hold(example(TRADES[trade][0]), {"enquiry": enquiry})[-1] == outcome


PLUMBER: Final = "harbourside-plumbing"


@EACH
@pytest.mark.parametrize(
    ("raised", "outcome"),
    [("wrong_number", "wrong_number"), ("sales_call", "sales_call"), ("abuse", "abuse")],
)
def test_who_should_not_go_on_is_let_go(trade: str, raised: Signal, outcome: str) -> None:
    asked = hold(example(TRADES[trade][0]), JOB, during={"reason": signal(raised)})

    assert asked == ["greet", "enquiry", "service", "reason", outcome]


@EACH
def test_danger_comes_first_and_nobody_there_means_an_urgent_message(trade: str) -> None:
    graph = example(TRADES[trade][0])
    danger = {"phone": signal("emergency")}

    assert hold(graph, JOB, during=danger)[-2:] == ["danger.owner", "emergency"]
    closed = hold(graph, JOB, during=danger, time="closed", reachable=())
    assert closed[-2:] == ["danger.message", "emergency"]


@EACH
def test_a_person_is_rung_and_otherwise_a_message_is_taken(trade: str) -> None:
    graph = example(TRADES[trade][0])
    wish = {"service": signal("person")}
    nobody = {**JOB, "person.owner": "failed", "person.on_call": "declined"}

    assert hold(graph, JOB, during=wish)[-2:] == ["person.owner", "transferred"]
    assert hold(graph, nobody, during=wish)[-4:] == [
        "person.owner", "person.on_call", "person.message", "message",
    ]  # fmt: skip
    at_night = hold(graph, JOB, during=wish, time="closed", reachable=("on_call",))
    assert at_night[-2:] == ["person.on_call", "transferred"]


def test_a_question_is_answered_and_the_call_goes_on_where_it_was() -> None:
    question = QuestionAsked(at_ms=CallMs(0), entry="licensed")
    told = {**JOB, "service": "leaking_tap", "address": place(PLUMBER)}
    asked = hold(example(PLUMBER), told, during={"phone": question})

    assert asked[4:8] == ["phone", "answer", "phone", "address"]


def test_an_answer_that_is_taken_back_is_asked_for_again() -> None:
    wrong = CorrectionAsked(at_ms=CallMs(0), objective=ObjectiveName("phone"))
    told = {**JOB, "service": "leaking_tap", "address": place(PLUMBER)}
    asked = hold(example(PLUMBER), told, during={"name": wrong})

    assert asked[4:9] == ["phone", "address", "name", "phone", "name"]


def test_a_caller_in_a_hurry_is_asked_for_what_is_required() -> None:
    told = {**JOB, "service": "leaking_tap", "address": place(PLUMBER)}
    asked = hold(example(PLUMBER), told, during={"reason": signal("hurry")})

    assert {"role", "access"}.isdisjoint(asked)
    assert asked[-2:] == ["visit", "booked"]


def test_a_place_that_is_not_served_is_told_so_without_more_questions() -> None:
    told = {**JOB, "service": "leaking_tap", "address": "1 Far Street 6000"}

    assert hold(example(PLUMBER), told)[-2:] == ["address", "out_of_area"]


def test_a_slot_that_is_only_requested_is_not_called_booked() -> None:
    told = {**JOB, "service": "leaking_tap", "address": place(PLUMBER), "visit": "requested"}

    assert hold(example(PLUMBER), told)[-1] == "requested"
    assert hold(example(PLUMBER), {**told, "visit": "exhausted"})[-1] == "lead"


def business(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = read_source(EXAMPLES / f"{PLUMBER}.yaml").data
    return {**data, **changes}


def found(data: dict[str, Any]) -> list[tuple[str, str]]:
    made = check_config(data, core=ABLE, as_of=TODAY, templates=read_templates())[1]
    return [(one.code, one.pointer) for one in made if one.severity == "error"]


def test_a_toggle_takes_a_part_out() -> None:
    config, _ = check_config(
        business(toggles={"booking": False, "access": False}),
        core=ABLE,
        as_of=TODAY,
        templates=read_templates(),
    )
    names = [step.name for branch in config.objectives.branches for step in branch.steps]

    assert {"visit", "booked", "access"}.isdisjoint(names)


TOGGLES: Final = tuple(read_templates()["base"]["toggles"])


def toggled(trade: str, off: tuple[str, ...]) -> Graph:
    data = read_source(EXAMPLES / f"{TRADES[trade][0]}.yaml").data
    without = {**data, "toggles": dict.fromkeys(off, False)}
    made = compile_config(without, core=ABLE, as_of=TODAY, templates=read_templates())
    assert isinstance(made, Graph), made
    return made


@EACH
def test_any_parts_of_a_template_can_be_switched_off(trade: str) -> None:
    for off in [*((one,) for one in TOGGLES), TOGGLES]:
        assert toggled(trade, off).objectives


@pytest.mark.parametrize("off", [("booking",), ("caller_role",), TOGGLES])
def test_what_is_left_is_proved(off: tuple[str, ...]) -> None:
    assert prove(toggled("plumber", off)).verdict == "proved"


def test_a_mistake_points_into_what_the_business_wrote() -> None:
    services = [{"name": "roof", "title": "a roof", "minutes": 1}]

    assert found(business(services=services)) == [("SF1109", "/services/0/minutes")]


def test_a_mistake_in_a_template_points_at_its_name() -> None:
    contacts = [{"name": "owner", "title": "the owner", "number": "+61491570006"}]
    made = found(business(contacts=contacts))

    assert made == [("SF1210", "/template")]


def test_a_business_may_change_one_step_of_a_template() -> None:
    branch = {"name": "job", "steps": [{"kind": "capture", "name": "name", "required": False}]}
    config, mistakes = check_config(
        business(objectives={"branches": [branch]}),
        core=ABLE,
        as_of=TODAY,
        templates=read_templates(),
    )
    steps = {step.name: step for one in config.objectives.branches for step in one.steps}

    assert not [one for one in mistakes if one.severity == "error"]
    assert getattr(steps["name"], "required", None) is False


def test_a_template_that_cannot_be_read_is_our_fault(tmp_path: Path) -> None:
    (tmp_path / "roofer.yaml").write_text("trade: baker\n")

    with pytest.raises(BrokenTemplateError, match="another trade"):
        read_templates(tmp_path)


@pytest.mark.timeout(60)  # commands of their own, on a busy machine
@EACH
def test_a_template_can_be_checked_and_proved_by_itself(
    trade: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = FOLDER / f"{trade}.yaml"
    assert check_file(template, as_json=False, any_core=True) == 0
    assert prove_file(template, as_json=False, any_core=True) == 0
    spoilt = tmp_path / template.name
    spoilt.write_text(template.read_text("utf-8").replace("verdict: urgent", "verdict: Urgent!"))
    capsys.readouterr()
    assert check_file(spoilt, as_json=False, any_core=True) == 5
    assert "(/objectives/branches/0/steps/0/rows/0/verdict)" in capsys.readouterr().out
