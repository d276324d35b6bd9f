import pytest

from sip.dispatch import Carrier, OpenTrunkError, UnboundRuleError, rule_of, trunk_of

CARRIERS = (Carrier("one", ("203.0.113.0/24",)), Carrier("two", ("198.51.100.7/32",)))


def test_the_trunk_takes_every_number_but_only_from_our_carriers() -> None:
    trunk = trunk_of(CARRIERS)

    assert list(trunk.numbers) == []
    assert list(trunk.allowed_addresses) == ["203.0.113.0/24", "198.51.100.7/32"]


@pytest.mark.parametrize("carriers", [(), (Carrier("open", ()),), (*CARRIERS, Carrier("open", ()))])
def test_a_trunk_that_anybody_could_ring_through_is_not_made(
    carriers: tuple[Carrier, ...],
) -> None:
    with pytest.raises(OpenTrunkError):
        trunk_of(carriers)


@pytest.mark.parametrize("trunk_ids", [(), ("",), ("ST_1", "")])
def test_a_rule_without_a_trunk_is_not_made(trunk_ids: tuple[str, ...]) -> None:
    with pytest.raises(UnboundRuleError):
        rule_of(trunk_ids)


def test_a_rule_gives_each_call_a_room_and_our_agent() -> None:
    rule = rule_of(("ST_1",))

    assert list(rule.trunk_ids) == ["ST_1"]
    assert rule.rule.dispatch_rule_individual.room_prefix == "call-"
    assert [agent.agent_name for agent in rule.room_config.agents] == ["core"]
