from stress.rtp_wire import Header, key_payloads, pack, unpack
from stress.sip_wire import (
    Message,
    media_address,
    offer,
    parse,
    render,
    reply,
    uri_of,
)

ANSWER = (
    b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bKx\r\n"
    b"Record-Route: <sip:a>\r\nRecord-Route: <sip:b>\r\nf: <sip:us@x>;tag=1\r\n"
    b"t: <sip:them@x>;tag=2\r\ni: call\r\nCSeq: 1 INVITE\r\nm: <sip:there@127.0.0.1:9>\r\n\r\n"
    b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 8\r\n"
)


def test_short_header_names_are_read_as_long_ones() -> None:
    message = parse(ANSWER)

    assert message.status == 200
    assert message.method == "INVITE"
    assert message.one("call-id") == "call"
    assert message.all("record-route") == ["<sip:a>", "<sip:b>"]
    assert uri_of(message.one("contact")) == "sip:there@127.0.0.1:9"


def test_a_request_survives_being_written_and_read() -> None:
    written = Message("INVITE sip:a@b SIP/2.0", (("call-id", "1"), ("to", "<sip:a@b>")), "v=0\r\n")

    read = parse(render(written))

    assert read.method == "INVITE"
    assert read.status == 0
    assert read.body == "v=0\r\n"
    assert read.one("content-length") == "5"


def test_a_reply_keeps_what_names_the_transaction() -> None:
    answer = reply(parse(ANSWER), "200 OK")

    assert {name for name, _ in answer.headers} == {
        "via",
        "record-route",
        "from",
        "to",
        "call-id",
        "cseq",
    }


def test_rubbish_is_no_message() -> None:
    message = parse(b"\xff\xfe\r\nno header\r\n\r\n")

    assert message.headers == ()
    assert message.status == 0


def test_sound_goes_where_the_description_says() -> None:
    assert media_address(offer("127.0.0.1", 4_000, "alaw")) == ("127.0.0.1", 4_000)
    assert "PCMA/8000" in offer("127.0.0.1", 4_000, "alaw")
    assert "PCMU/8000" in offer("127.0.0.1", 4_000, "mulaw")
    assert media_address("v=0") is None


def test_a_packet_survives_being_written_and_read() -> None:
    data = pack(Header(sequence=70_000, timestamp=1 << 33, ssrc=7), b"sound", kind=8, mark=True)

    packet = unpack(data, at=1.5)

    assert packet is not None
    assert (packet.at, packet.payload_type, packet.payload) == (1.5, 8, b"sound")
    assert packet.sequence == 70_000 & 0xFFFF  # both counters wrap on the wire
    assert packet.timestamp == 0


def test_what_is_no_rtp_is_left_out() -> None:
    assert unpack(b"short", at=0) is None
    assert unpack(b"\x00" * 40, at=0) is None


def test_a_key_is_five_packets_and_its_end_three_times() -> None:
    payloads = list(key_payloads("#"))

    assert [payload[0] for payload in payloads] == [11] * 8
    assert [payload[1] >> 7 for payload in payloads] == [0] * 5 + [1] * 3
