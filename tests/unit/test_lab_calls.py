"""The laboratory's phones call each other over loopback: every way a call begins and ends, and lost datagrams."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from kefu_lab.phone import (
    BUSY,
    Answered,
    Answers,
    Call,
    CallEndedError,
    CallState,
    Carrier,
    Digit,
    Ended,
    Held,
    NeverAnswers,
    Phone,
    RegistrationError,
    Retrieved,
    Ringing,
    Tone,
    digest,
)
from kefu_lab.phone.endpoint import Endpoint
from kefu_lab.phone.message import Headers, NameAddress, Request, response_to
from kefu_lab.phone.sdp import Direction, Session
from kefu_lab.phone.transactions import Address, ServerTransaction

IP = "127.0.0.1"
QUICK_S = 0.02


@asynccontextmanager
async def two_phones() -> AsyncIterator[tuple[Phone, Phone]]:
    """Open two phones that resend quickly."""
    async with (
        await Phone.open(IP, user="anna", sound=Tone(400), t1_s=QUICK_S) as anna,
        await Phone.open(IP, user="bert", sound=Tone(700), t1_s=QUICK_S) as bert,
    ):
        yield anna, bert


async def events_of(call: Call) -> list[object]:
    """Collect a finished call's events."""
    return [event async for event in call]


def lose(endpoint: Endpoint, is_lost: Callable[[bytes], bool], times: int = 1) -> None:
    """Lose the next datagrams that an endpoint sends and that match."""
    send, lost = endpoint.transactions.send, 0

    def lossy(data: bytes, to: Address) -> None:
        nonlocal lost
        if lost < times and is_lost(data):
            lost += 1
        else:
            send(data, to)

    endpoint.transactions.send = lossy


async def test_a_call_is_answered_and_each_hears_the_other() -> None:
    async with two_phones() as (anna, bert):
        out = anna.dial(bert.uri)
        back = await bert.next_call(5)
        assert (back.caller, back.called, back.state) == ("anna", "bert", CallState.RINGING)
        back.answer()
        await out.wait_answered(5)
        await out.heard.wait_for_tone(700)
        await back.heard.wait_for_tone(400)
        await out.press("1#")
        async for event in back:
            if event == Digit("#"):
                break
        assert back.digits == "1#"
        out.hang_up()
        assert await back.wait_ended(5) == Ended(200, is_ours=False)
        assert await events_of(out) == [Ringing(180), Answered(), Ended(200, is_ours=True)]
        assert anna.calls == bert.calls == []


async def test_the_called_hangs_up() -> None:
    async with two_phones() as (anna, bert):
        bert.answers_after_s = 0.0
        out = anna.dial(bert.uri)
        await out.wait_answered(5)
        (await bert.next_call(5)).hang_up()
        assert await out.wait_ended(5) == Ended(200, is_ours=False)


async def test_the_caller_gives_up_while_it_rings() -> None:
    async with two_phones() as (anna, bert):
        out = anna.dial(bert.uri)
        back = await bert.next_call(5)
        out.hang_up()
        assert await out.wait_ended(5) == Ended(487, is_ours=True)
        assert await back.wait_ended(5) == Ended(487, is_ours=False)
        back.answer()  # too late: nothing happens
        assert back.state is CallState.ENDED
        with pytest.raises(CallEndedError):
            await out.wait_answered(5)


async def test_the_caller_gives_up_before_anything_has_come_back() -> None:
    async with two_phones() as (anna, bert):
        out = anna.dial(bert.uri)
        out.hang_up()
        assert await out.wait_ended(5) == Ended(487, is_ours=True)
        assert await (await bert.next_call(5)).wait_ended(5) == Ended(487, is_ours=False)


async def test_giving_up_crosses_the_answer() -> None:
    async with two_phones() as (anna, bert):
        out = anna.dial(bert.uri)
        back = await bert.next_call(5)
        back.answer()
        out.hang_up()  # the 200 has been sent, but not been read yet
        assert await back.wait_ended(5) == Ended(200, is_ours=False)
        assert (await out.wait_ended(5)).is_ours


@pytest.mark.parametrize(("refuse", "status"), [(Call.reject, 486), (Call.hang_up, 603)])
async def test_refusals(refuse: Callable[[Call], None], status: int) -> None:
    async with two_phones() as (anna, bert):
        out = anna.dial(bert.uri)
        refuse(await bert.next_call(5))
        assert await out.wait_ended(5) == Ended(status, is_ours=False)


async def test_more_calls_than_lines_are_busy() -> None:
    async with two_phones() as (anna, bert):
        kept = [anna.dial(bert.uri) for _ in range(2)]
        for _ in kept:
            await bert.next_call(5)
        assert await anna.dial(bert.uri).wait_ended(5) == Ended(486, is_ours=False)
        assert [call.state for call in kept] == [CallState.RINGING] * 2


async def test_a_phone_that_is_asked_to_answers_by_itself() -> None:
    async with two_phones() as (anna, bert):
        for field, value in (("Call-Info", "<sip:x>;answer-after=0"), ("Alert-Info", "<x>;info=alert-autoanswer")):
            out = anna.dial(bert.uri, headers=Headers((field, value)))
            await out.wait_answered(5)
            out.hang_up()


async def test_a_phone_without_registrar_dials_whole_addresses_only() -> None:
    async with two_phones() as (anna, _):
        with pytest.raises(ValueError, match="URI"):
            anna.dial("96296")


@pytest.mark.parametrize("lost", [b"INVITE ", b"SIP/2.0 200", b"ACK ", b"BYE "])
async def test_a_lost_datagram_is_sent_again(lost: bytes) -> None:
    async with two_phones() as (anna, bert):
        for phone in (anna, bert):
            lose(phone._endpoint, lambda data: data.startswith(lost))
        bert.answers_after_s = 0.0
        out = anna.dial(bert.uri)
        await out.wait_answered(5)
        back = await bert.next_call(5)
        await back.heard.wait_for_tone(400)
        out.hang_up()
        assert await back.wait_ended(5) == Ended(200, is_ours=False)
        assert await events_of(back) == [Answered(), Ended(200, is_ours=False)]


async def test_a_lost_refusal_is_sent_again_until_acknowledged() -> None:
    async with two_phones() as (anna, bert):
        lose(bert._endpoint, lambda data: data.startswith(b"SIP/2.0 486"))
        lose(anna._endpoint, lambda data: data.startswith(b"ACK "))
        out = anna.dial(bert.uri)
        (await bert.next_call(5)).reject()
        assert await out.wait_ended(5) == Ended(486, is_ours=False)


async def test_nobody_there() -> None:
    async with await Phone.open(IP, user="anna", t1_s=0.001) as anna:
        gone = await Phone.open(IP, user="gone")
        uri = gone.uri
        await gone.close()
        assert await anna.dial(uri).wait_ended(5) == Ended(408, is_ours=False)


async def test_hold_and_retrieve_by_the_far_end() -> None:
    async with two_phones() as (anna, bert):
        bert.answers_after_s = 0.0
        out = anna.dial(bert.uri)
        back = await bert.next_call(5)
        await back.heard.wait_for_tone(400)
        for direction in (Direction.SENDONLY, Direction.SENDRECV):
            offer = Session(ip=IP, port=back._media.port, direction=direction).to_bytes()
            request = back._dialog.request("INVITE", branch=f"again-{direction}")
            request.headers.add("Content-Type", "application/sdp")
            request.body = offer
            back._transactions.request(request, back._dialog.destination, lambda _: None)
            async for event in out:
                if event in (Held(), Retrieved()):
                    assert event == (Held() if direction is Direction.SENDONLY else Retrieved())
                    break
        await back.heard.wait_for_tone(400)


async def test_options_and_unknown_requests_are_answered() -> None:
    async with two_phones() as (anna, bert):
        assert (await anna.options(bert._endpoint.address)).status == 200
        dialog = anna._endpoint.dialog(bert.uri, sender=parse_uri(anna), next_hop=bert._endpoint.address)
        assert (await anna._endpoint.ask(dialog, "PUBLISH", Headers())).status == 405
        dialog.remote.parameters["tag"] = "of-no-call"
        assert (await anna._endpoint.ask(dialog, "BYE", Headers())).status == 481


def parse_uri(phone: Phone) -> NameAddress:
    """Return a phone's own address."""
    return NameAddress(phone.uri)


class Registrar:
    """Challenges every REGISTER with one nonce, accepts the right proof, counts."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.contacts: list[tuple[str, str]] = []

    async def open(self) -> Endpoint:
        """Bind it."""
        endpoint = await Endpoint.open(IP)
        endpoint.transactions._on_request = self.received
        return endpoint

    def received(self, server: ServerTransaction) -> None:
        """Take a REGISTER."""
        request, proof = server.request, server.request.headers.get("Authorization")
        challenge = 'Digest realm="kefu", nonce="n", qop="auth", algorithm=MD5'
        cnonce = proof.partition('cnonce="')[2].partition('"')[0]
        expected = digest.authorization(
            digest.Challenge("kefu", "n", has_qop=True),
            user="2001",
            password=self.password,
            method="REGISTER",
            uri=request.uri,
            cnonce=cnonce,
        )
        response = response_to(request, 200 if proof == expected else 401, to_tag="r")
        if response.status == 401:
            response.headers.add("WWW-Authenticate", challenge)
        else:
            self.contacts.append((request.headers.get("Contact"), request.headers.get("Expires")))
        server.respond(response)


async def test_a_phone_registers_refreshes_and_says_good_bye() -> None:
    registrar = Registrar("secret")
    endpoint = await registrar.open()
    phone = await Phone.open(IP, user="2001", password="secret", registrar=endpoint.address)
    assert phone.is_registered
    await phone.close()
    assert [expires for _, expires in registrar.contacts] == ["300", "0"]
    assert registrar.contacts[0][0] == f"<{phone.uri}>"
    assert not phone.is_registered
    endpoint.close()


async def test_a_wrong_password_is_told() -> None:
    registrar = Registrar("secret")
    endpoint = await registrar.open()
    with pytest.raises(RegistrationError) as refused:
        await Phone.open(IP, user="2001", password="wrong", registrar=endpoint.address)
    assert refused.value.status == 401
    assert registrar.contacts == []
    endpoint.close()


async def test_a_challenged_invitation_is_sent_with_a_proof() -> None:
    """The registrar's side challenges the INVITE once; the second one must carry the proof and a higher CSeq."""
    invitations: list[Request] = []
    gate = await Endpoint.open(IP)

    def received(server: ServerTransaction) -> None:
        invitations.append(server.request)
        has_proof = bool(server.request.headers.get("Proxy-Authorization"))
        response = response_to(server.request, 404 if has_proof else 407, to_tag="g")
        response.headers.add("Proxy-Authenticate", 'Digest realm="kefu", nonce="n", qop="auth"')
        server.respond(response)

    gate.transactions._on_request = received
    async with await Phone.open(IP, user="2001", password="secret", t1_s=QUICK_S) as phone:
        call = phone.dial(gate.uri("96296"), headers=Headers(("X-Test", "kept")))
        assert await call.wait_ended(5) == Ended(404, is_ours=False)
    first, second = invitations
    assert (first.cseq[0], second.cseq[0]) == (1, 2)
    assert second.headers.get("X-Test") == "kept"
    proof = second.headers.get("Proxy-Authorization")
    cnonce = proof.partition('cnonce="')[2].partition('"')[0]
    challenge = digest.Challenge("kefu", "n", has_qop=True)
    assert proof == digest.authorization(
        challenge, user="2001", password="secret", method="INVITE", uri=second.uri, cnonce=cnonce
    )
    gate.close()


async def test_numbers_behind_the_carrier_behave_as_told() -> None:
    async with (
        await Phone.open(IP, user="switch", t1_s=QUICK_S) as switch,
        await Carrier.open(
            IP,
            switch=switch._endpoint.address,
            behaviours={"1": BUSY, "2": NeverAnswers(), "3": Answers(after_s=0.01, talks_s=0.1, sound=Tone(500))},
            t1_s=QUICK_S,
        ) as carrier,
    ):
        host, port = carrier.address
        assert await switch.dial(f"sip:1@{host}:{port}").wait_ended(5) == Ended(486, is_ours=False)
        silent = switch.dial(f"sip:2@{host}:{port}")
        assert (await carrier.next_call(5)).called == "2"
        talking = switch.dial(f"sip:3@{host}:{port}")
        await talking.wait_answered(5)
        assert await talking.wait_ended(5) == Ended(200, is_ours=False)
        assert silent.state is CallState.RINGING


async def test_a_subscriber_calls_with_and_without_his_number() -> None:
    async with (
        await Phone.open(IP, user="switch", t1_s=QUICK_S) as switch,
        await Carrier.open(IP, switch=switch._endpoint.address, t1_s=QUICK_S) as carrier,
    ):
        known = carrier.dial("96296", caller="13812345678")
        assert ((await switch.next_call(5)).caller, known.called) == ("13812345678", "96296")
        carrier.dial("96296", caller=None)
        withheld = await switch.next_call(5)
        assert withheld.caller == "anonymous"
        assert withheld.invitation is not None
        assert withheld.invitation.headers.get("Privacy") == "id"


async def test_rubbish_on_the_socket_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    async with two_phones() as (anna, bert):
        for data in (b"\r\n\r\n", b"rubbish of some length", b"\0" * 200):
            anna._endpoint.transactions.send(data, bert._endpoint.address)
        assert (await anna.options(bert._endpoint.address)).status == 200
        assert caplog.text.count("dropped a datagram") == 2
