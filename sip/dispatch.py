"""What lets calls in: one inbound trunk for all carriers, one rule that asks for our agent.

The trunk names no numbers: 2,000 businesses need no 2,000 rules, an unknown number reaches our own
router and gets its apology (`sip.routing`). What it does name is who may send: a rule without a
trunk would let any INVITE make a room, so none is ever made. It is one trunk, with every carrier's
networks: livekit-server refuses a second one without numbers ("conflicting inbound SIP trunks").
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from livekit import api
from livekit.protocol import sip as wire

from spine.errors import BrokenPromiseError, RequestError

NAME: Final = "carriers"
"""Of the trunk and of the rule, by which they are found again."""
ROOM_PREFIX: Final = "call-"
AGENT: Final = "core"
RINGING_S: Final = 12
"""livekit-sip's own limit, behind the watcher's (`sip.unanswered`): its default is minutes."""
EMPTY_ROOM_S: Final = 20
DEPARTED_ROOM_S: Final = 5


class Carrier(msgspec.Struct, frozen=True):
    """Who may ring us."""

    name: str
    allowed_addresses: tuple[str, ...]
    """Networks in CIDR form."""


class Admission(msgspec.Struct, frozen=True):
    """What calls come in by."""

    trunk_id: str
    rule_id: str


class OpenTrunkError(RequestError):
    """A trunk that anybody on the network could ring through."""

    code = "sip.open_trunk"


class UnboundRuleError(BrokenPromiseError):
    """A dispatch rule that is bound to no trunk takes calls from everyone."""

    code = "sip.unbound_rule"


async def admit(
    livekit: api.LiveKitAPI, carriers: Sequence[Carrier], *, agent: str = AGENT
) -> Admission:
    """Make the trunk and the rule, or mend those that are there; twice changes nothing.

    Raises:
        OpenTrunkError: If a carrier has no addresses, or there is no carrier.
    """
    trunk_id = await _trunk(livekit, trunk_of(carriers))
    rule_id = await _rule(livekit, rule_of((trunk_id,), agent=agent))
    return Admission(trunk_id=trunk_id, rule_id=rule_id)


def trunk_of(carriers: Sequence[Carrier]) -> wire.SIPInboundTrunkInfo:
    """Describe the inbound trunk: any dialled number, known senders only."""
    for carrier in carriers:
        if not carrier.allowed_addresses:
            raise OpenTrunkError(f"carrier {carrier.name!r} names no address that may ring us")
    if not carriers:
        raise OpenTrunkError("without a carrier, anybody could ring us")
    return wire.SIPInboundTrunkInfo(
        name=NAME,
        numbers=[],
        allowed_addresses=[one for carrier in carriers for one in carrier.allowed_addresses],
        include_headers=wire.SIPHeaderOptions.SIP_ALL_HEADERS,
        ringing_timeout={"seconds": RINGING_S},
    )


def rule_of(trunk_ids: Sequence[str], *, agent: str = AGENT) -> wire.SIPDispatchRuleInfo:
    """Describe the rule: each call a room of its own, with our agent in it.

    Raises:
        UnboundRuleError: If it would hold for calls from anywhere.
    """
    if not all(trunk_ids) or not trunk_ids:
        raise UnboundRuleError("a dispatch rule that is bound to no trunk lets anybody in")
    one_room_a_call = wire.SIPDispatchRuleIndividual(room_prefix=ROOM_PREFIX)
    return wire.SIPDispatchRuleInfo(
        name=NAME,
        trunk_ids=trunk_ids,
        rule=wire.SIPDispatchRule(dispatch_rule_individual=one_room_a_call),
        room_config=api.RoomConfiguration(
            empty_timeout=EMPTY_ROOM_S,
            departure_timeout=DEPARTED_ROOM_S,
            agents=[api.RoomAgentDispatch(agent_name=agent)],
        ),
    )


async def _trunk(livekit: api.LiveKitAPI, wanted: wire.SIPInboundTrunkInfo) -> str:
    listed = await livekit.sip.list_inbound_trunk(wire.ListSIPInboundTrunkRequest())
    trunks = [trunk for trunk in listed.items if trunk.name == wanted.name]
    for extra in trunks[1:]:
        request = wire.DeleteSIPTrunkRequest(sip_trunk_id=extra.sip_trunk_id)
        await livekit.sip.delete_trunk(request)
    if not trunks:
        create = wire.CreateSIPInboundTrunkRequest(trunk=wanted)
        return (await livekit.sip.create_inbound_trunk(create)).sip_trunk_id
    await livekit.sip.update_inbound_trunk(trunks[0].sip_trunk_id, wanted)
    return trunks[0].sip_trunk_id


async def _rule(livekit: api.LiveKitAPI, wanted: wire.SIPDispatchRuleInfo) -> str:
    listed = await livekit.sip.list_dispatch_rule(wire.ListSIPDispatchRuleRequest())
    rules = [rule for rule in listed.items if rule.name == wanted.name]
    for extra in rules[1:]:
        request = wire.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=extra.sip_dispatch_rule_id)
        await livekit.sip.delete_dispatch_rule(request)
    if not rules:
        create = wire.CreateSIPDispatchRuleRequest(dispatch_rule=wanted)
        return (await livekit.sip.create_dispatch_rule(create)).sip_dispatch_rule_id
    await livekit.sip.update_dispatch_rule(rules[0].sip_dispatch_rule_id, wanted)
    return rules[0].sip_dispatch_rule_id
