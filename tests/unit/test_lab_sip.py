"""The laboratory's SIP phone, the parts without I/O: messages, digest, session descriptions, dialogs."""

import pytest

from kefu_lab.phone import digest, message, sdp
from kefu_lab.phone.dialog import Dialog
from kefu_lab.phone.message import Headers, MalformedMessageError, NameAddress, Request, Response

INVITE = (
    b"INVITE sip:96296@127.0.0.1:5060 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.2:5080;rport;branch=z9hG4bKa1\r\n"
    b"Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKb2, SIP/2.0/UDP 10.0.0.8;branch=z9hG4bKc3\r\n"
    b'f: "Wang, Fang" <sip:13812345678@127.0.0.2>;tag=t1\r\n'
    b"t: <sip:96296@127.0.0.1>\r\n"
    b"i: abc@127.0.0.2\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Subject: a\r\n\tlong one\r\n"
    b"m: <sip:13812345678@127.0.0.2:5080>\r\n"
    b"l: 4\r\n\r\nbodyrubbish"
)


def parsed(data: bytes = INVITE) -> Request:
    """Parse a request."""
    request = message.parse(data)
    assert isinstance(request, Request)
    return request


def test_a_request_with_compact_folded_and_listed_fields_is_read() -> None:
    request = parsed()
    assert (request.method, request.uri, request.body) == ("INVITE", "sip:96296@127.0.0.1:5060", b"body")
    assert request.branch == "z9hG4bKa1"
    assert len(request.headers.all("via")) == 3
    assert request.cseq == (7, "INVITE")
    assert request.headers.get("subject") == "a long one"
    assert request.sender == NameAddress("sip:13812345678@127.0.0.2", "Wang, Fang", {"tag": "t1"})
    assert (request.sender.user, request.recipient.tag, request.call_id) == ("13812345678", "", "abc@127.0.0.2")


def test_what_is_written_is_read_back() -> None:
    request = parsed()
    again = parsed(request.to_bytes())
    assert list(again.headers) == list(request.headers)
    assert (again.method, again.uri, again.body) == (request.method, request.uri, request.body)
    response = message.parse(message.response_to(request, 486, to_tag="mine").to_bytes())
    assert isinstance(response, Response)
    assert (response.status, response.reason, response.recipient.tag) == (486, "Busy Here", "mine")
    assert response.headers.lines("Via") == request.headers.lines("Via")


def test_a_response_keeps_a_tag_that_is_there() -> None:
    request = parsed(INVITE.replace(b"<sip:96296@127.0.0.1>", b"<sip:96296@127.0.0.1>;tag=theirs"))
    assert message.response_to(request, 200, to_tag="mine").recipient.tag == "theirs"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"rubbish",
        b"\x80\x08\x00\x01",
        INVITE.replace(b"SIP/2.0\r\n", b"HTTP/1.1\r\n", 1),
        INVITE.replace(b"i: abc@127.0.0.2\r\n", b""),
        INVITE.replace(b"CSeq: 7 INVITE", b"CSeq: seven"),
        INVITE.replace(b"l: 4", b"l: 400"),
        INVITE.replace(b"l: 4", b"l: -1"),
        INVITE.replace(b"Subject: a", b"Subject"),
        INVITE.replace(b"Wang", b"\xff\xfe"),
    ],
)
def test_what_is_no_sip_message_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        message.parse(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sip:1001@h", NameAddress("sip:1001@h")),
        ("sip:1001@h;tag=x", NameAddress("sip:1001@h", "", {"tag": "x"})),
        (
            "Li Lei <sip:1001@h;transport=udp>;tag=x;lr",
            NameAddress("sip:1001@h;transport=udp", "Li Lei", {"tag": "x", "lr": ""}),
        ),
        ('"say \\"hi\\"" <sip:1@h>', NameAddress("sip:1@h", 'say \\"hi\\"')),
    ],
)
def test_addresses(text: str, expected: NameAddress) -> None:
    assert NameAddress.parse(text) == expected


def test_parts_of_uris() -> None:
    assert message.uri_user("sip:+8613812345678;phone-context=x:pw@h:5060") == "+8613812345678"
    assert message.uri_user("tel:96296;ext=1") == "96296"
    assert message.uri_user("sip:127.0.0.1") == ""
    assert message.uri_address("sip:a@127.0.0.1:5070;transport=udp?x=y") == ("127.0.0.1", 5070)
    assert message.uri_address("sip:127.0.0.1") == ("127.0.0.1", 5060)


def test_digest_of_rfc_2617() -> None:
    challenge = digest.Challenge.parse(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert challenge is not None
    proof = digest.authorization(
        challenge, user="Mufasa", password="Circle Of Life", method="GET", uri="/dir/index.html", cnonce="0a4f113b"
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in proof
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in proof
    assert proof.endswith("algorithm=MD5, qop=auth, nc=00000001")


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_of_rfc_7616(algorithm: str, response: str) -> None:
    challenge = digest.Challenge(
        "http-auth@example.org",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        algorithm,
        "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        has_qop=True,
    )
    proof = digest.authorization(
        challenge,
        user="Mufasa",
        password="Circle of Life",
        method="GET",
        uri="/dir/index.html",
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    assert f'response="{response}"' in proof


def test_digest_without_quality_of_protection() -> None:
    """RFC 2069's form: the same secrets, no cnonce; response computed by the errata of RFC 2069."""
    challenge = digest.Challenge("testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093")
    proof = digest.authorization(
        challenge, user="Mufasa", password="CircleOfLife", method="GET", uri="/dir/index.html", cnonce="unused"
    )
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in proof
    assert "unused" not in proof


def test_the_first_challenge_that_we_speak_is_chosen() -> None:
    fields = [
        'Basic realm="x"',
        'Digest realm="x", nonce="n0", algorithm=SHA-512-256, qop="auth"',
        'Digest realm="x", nonce="n1", qop="auth-int"',
        'Digest realm="x", nonce="n2", algorithm=SHA-256, qop="auth"',
    ]
    assert digest.choose(fields) == digest.Challenge("x", "n2", "SHA-256", "", has_qop=True)
    assert digest.choose([]) is None


OFFER = b"""v=0
o=- 1 1 IN IP4 127.0.0.1
s=Asterisk
c=IN IP4 127.0.0.9
t=0 0
m=audio 20000 RTP/AVP 107 0 8 96
c=IN IP4 127.0.0.1
a=rtpmap:107 opus/48000/2
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-16
a=sendonly
m=video 20002 RTP/AVP 99
a=sendrecv
"""


def test_an_offer_is_read_and_answered() -> None:
    offer = sdp.parse(OFFER.replace(b"\n", b"\r\n"))
    assert offer == sdp.Session(
        ip="127.0.0.1",
        port=20000,
        codecs=(sdp.Codec.PCMU, sdp.Codec.PCMA),
        event_type=96,
        direction=sdp.Direction.SENDONLY,
    )
    answer = sdp.parse(offer.answer(ip="127.0.0.3", port=4000).to_bytes())
    assert answer == sdp.Session(
        ip="127.0.0.3", port=4000, codecs=(sdp.Codec.PCMU,), event_type=96, direction=sdp.Direction.RECVONLY
    )


def test_an_offer_without_telephone_events_is_answered_without() -> None:
    offer = sdp.parse(OFFER.replace(b" 96\n", b"\n"))
    assert offer.event_type is None
    assert b"telephone-event" not in offer.answer(ip="127.0.0.3", port=4000).to_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        OFFER.replace(b"m=audio 20000", b"m=audio 0"),
        OFFER.replace(b"m=audio 20000", b"m=audio x"),
        OFFER.replace(b"107 0 8 96", b"107 96"),
        OFFER.replace(b"m=audio", b"m=image"),
    ],
)
def test_an_offer_without_common_audio_is_refused(data: bytes) -> None:
    with pytest.raises(sdp.UnacceptableSessionError):
        sdp.parse(data)


def test_a_dialog_follows_the_route_and_the_contact() -> None:
    dialog = Dialog(
        call_id="c",
        local=NameAddress("sip:1@127.0.0.3", "", {"tag": "l"}),
        remote=NameAddress("sip:2@127.0.0.1"),
        target="sip:2@127.0.0.1",
        contact="sip:1@127.0.0.3:4000",
        next_hop=("127.0.0.1", 5060),
    )
    invite = dialog.request("INVITE", branch="b1")
    assert (dialog.destination, invite.cseq) == (("127.0.0.1", 5060), (1, "INVITE"))
    response = message.response_to(invite, 200, to_tag="r")
    response.headers.add("Contact", "<sip:2@127.0.0.7:6000>")
    response.headers.add("Record-Route", "<sip:127.0.0.8:5061;lr>, <sip:127.0.0.9:5062;lr>")
    dialog.learn(response)
    bye = dialog.request("BYE", branch="b2")
    assert (bye.uri, bye.recipient.tag, bye.cseq) == ("sip:2@127.0.0.7:6000", "r", (2, "BYE"))
    assert bye.headers.all("Route") == ["<sip:127.0.0.9:5062;lr>", "<sip:127.0.0.8:5061;lr>"]
    assert dialog.destination == ("127.0.0.9", 5062)


def test_an_inbound_dialog_answers_the_caller() -> None:
    dialog = Dialog.incoming(parsed(), tag="mine", contact="sip:96296@127.0.0.1:5060", source=("127.0.0.2", 5080))
    bye = dialog.request("BYE", branch="b")
    assert (bye.uri, bye.sender.tag, bye.recipient.tag) == ("sip:13812345678@127.0.0.2:5080", "mine", "t1")
    assert dialog.destination == ("127.0.0.2", 5080)


def test_header_names_compare_without_case() -> None:
    headers = Headers(("X-Agent", "1"), ("x-agent", "2"))
    assert (headers.get("X-AGENT"), headers.lines("x-agent"), headers.get("other", "none")) == ("1", ["1", "2"], "none")
