import pytest

from objective_engine.condition_english import english
from objective_engine.condition_text import ConditionError, parse_condition
from objective_engine.conditions import All, AnyOf, Condition, Is, Known, Not, TimeIs, atoms, holds


class Seen:
    """A call as conditions see it."""

    def __init__(self) -> None:
        self.time = "open"
        self.caller_known = True
        self.signals: tuple[str, ...] = ("person",)
        self.reachable: tuple[str, ...] = ("owner",)

    def value(self, name: str) -> str | None:
        return {"service": "drain", "address": "1 High Street 2300"}.get(name)

    def result(self, objective: str) -> str | None:
        return {"phone": "met", "name": "declined"}.get(objective)

    def in_area(self, value: str) -> bool:
        return value.endswith("2300")


SAID = (
    "the business is closed or (the business is open and “name” did not succeed"
    " and it is not so that “phone” failed)"
)


@pytest.mark.parametrize(
    ("text", "true", "said"),
    [
        ("open", True, "the business is open"),
        ("closed", False, "the business is closed"),
        ("not open", False, "the business is not open"),
        ("holiday", False, "it is a holiday"),
        ("known caller", True, "the caller's number has rung before"),
        ("caller wants person", True, "the caller asks for a person"),
        ("caller wants hurry", False, "the caller is in a hurry"),
        ("service is drain", True, "service is drain"),
        ("service is tap or is drain", True, "service is tap or drain"),
        ("service in (tap, burst_pipe)", False, "service is tap or burst pipe"),
        ("not service is tap", True, "service is not tap"),
        ("service is known", True, "service is known"),
        ("service is missing", False, "service is not known"),
        ("email is missing", True, "email is not known"),
        ("address in area", True, "address is in the service area"),
        ("suburb in area", False, "suburb is in the service area"),
        ("owner reachable", True, "owner can be rung now"),
        ("not owner reachable", False, "owner cannot be rung now"),
        ("phone met", True, "“phone” succeeded"),
        ("not phone met", False, "“phone” did not succeed"),
        ("name over", True, "“name” is over"),
        ("name exhausted", False, "“name” could not be understood"),
        ("open and service is tap", False, "the business is open and service is tap"),
        ("closed or service is drain", True, "the business is closed or service is drain"),
        (
            "closed or open and not (name met or phone failed)",
            True,
            SAID,
        ),
    ],
)
def test_a_condition_is_read_decided_and_said(text: str, true: bool, said: str) -> None:
    condition = parse_condition(text)

    assert holds(condition, Seen()) is true
    assert english(condition) == said


def test_and_binds_closer_than_or() -> None:
    assert parse_condition("open or closed and not holiday") == AnyOf(
        of=(TimeIs(time="open"), All(of=(TimeIs(time="closed"), Not(of=TimeIs(time="holiday")))))
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "a name is missing at the end"),
        ("phone", "`phone` alone says nothing"),
        ("phone is", "a name is missing at the end"),
        ("and", "a name is missing before `and`"),
        ("open open", "`open` is one word too many"),
        ("(open", "a bracket is not closed"),
        ("service in (a, b", "a bracket is not closed"),
        ("service in ()", "a name is missing before `)`"),
        ("caller wants money", "there is no signal `money`"),
        ("import os", "`import` alone says nothing"),
        ("open; drop", "cannot go on with `; drop`"),
        ("phone == 1", "cannot go on with `== 1`"),
        ("not " * 300 + "open", "cannot go on with"),
        ("Ореn", "cannot go on with"),
    ],
)
def test_what_is_no_condition_is_refused_in_a_sentence(text: str, part: str) -> None:
    with pytest.raises(ConditionError, match=r"\w") as caught:
        parse_condition(text)
    assert part in str(caught.value)
    assert caught.value.cure


@pytest.mark.parametrize(
    ("condition", "true"),
    [(All(of=()), True), (AnyOf(of=()), False), (Is(name="nothing", values=("x",)), False)],
)
def test_every_condition_has_an_answer(condition: Condition, true: bool) -> None:
    assert holds(condition, Seen()) is true


def test_atoms_are_found_in_order_however_deep() -> None:
    condition = parse_condition("a is known and not (b is known or c is known)")

    assert atoms(condition) == (Known(name="a"), Known(name="b"), Known(name="c"))
