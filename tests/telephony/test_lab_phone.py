"""The laboratory's phones against a real Asterisk: they register, call, hear, press keys, and are cheap."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from kefu.adapters.asterisk.node import TELEPHONY, AsteriskNode, NodeSettings
from kefu_lab.phone import Answered, Call, Carrier, Ended, Phone, RegistrationError, Tone

SEAT = """
[{user}]
type=endpoint
context=lab
disallow=all
allow={codec}
direct_media=no
auth={user}
aors={user}
[{user}]
type=auth
auth_type=userpass
username={user}
password=secret
[{user}]
type=aor
max_contacts=1
"""
DIALPLAN = """
[lab]
exten => echo,1,Answer()
 same => n,Echo()
exten => digits,1,Answer()
 same => n,Wait(0.2)
 same => n,SendDTMF(159*0#)
 same => n,Wait(30)
exten => busy,1,Hangup(17)
exten => _[78]XXX,1,Dial(PJSIP/${EXTEN},20)
 same => n,Hangup(${HANGUPCAUSE})
"""

MODULES = """
load=app_dial.so
load=app_senddtmf.so
"""


@pytest_asyncio.fixture(scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskNode]:
    """Run an Asterisk with two fixed seats, one for each codec, and a few extensions."""
    seats = SEAT.format(user="7001", codec="alaw") + SEAT.format(user="7002", codec="ulaw")
    settings = NodeSettings(
        run=tmp_path_factory.mktemp("node"),
        prompts=TELEPHONY / "prompts",
        additions={"pjsip.conf": seats, "extensions.conf": DIALPLAN, "modules.conf": MODULES},
    )
    async with AsteriskNode(settings) as running:
        yield running


async def seat(node: AsteriskNode, user: str, *, tone_hz: int = 400, password: str = "secret") -> Phone:
    """Open the phone of a seat."""
    registrar = ("127.0.0.1", node.sip_port)
    return await Phone.open("127.0.0.3", user=user, password=password, registrar=registrar, sound=Tone(tone_hz))


async def pressed(call: Call, digits: str) -> None:
    """Wait until the far end has pressed these keys."""
    async with asyncio.timeout(10):
        async for _ in call:
            if call.digits == digits:
                return
    pytest.fail(f"the call ended after {call.digits!r}")


async def test_a_wrong_password_is_refused(node: AsteriskNode) -> None:
    with pytest.raises(RegistrationError) as refused:
        await seat(node, "7001", password="wrong")
    assert refused.value.status == 401


@pytest.mark.parametrize("user", ["7001", "7002"])
async def test_what_is_said_comes_back_in_both_codecs(node: AsteriskNode, user: str) -> None:
    async with await seat(node, user) as phone:
        assert phone.is_registered
        call = phone.dial("echo")
        await call.wait_answered(10)
        await call.heard.wait_for_tone(400)
        call.stop_playing()
        await call.heard.wait_for_silence()
        await call.press("42#")
        await pressed(call, "42#")
        call.hang_up()
        assert await call.wait_ended(10) == Ended(200, is_ours=True)


async def test_keys_that_the_switch_sends_are_heard(node: AsteriskNode) -> None:
    async with await seat(node, "7001") as phone:
        call = phone.dial("digits")
        await pressed(call, "159*0#")
        call.hang_up()


async def test_two_phones_hear_each_other_across_the_switch(node: AsteriskNode) -> None:
    async with await seat(node, "7001", tone_hz=400) as anna, await seat(node, "7002", tone_hz=700) as bert:
        out = anna.dial("7002")
        back = await bert.next_call(10)
        back.answer()
        await out.wait_answered(10)
        await out.heard.wait_for_tone(700)
        await back.heard.wait_for_tone(400)
        assert out.heard.tone(400) < 100  # nobody hears himself
        back.hang_up()
        assert not (await out.wait_ended(10)).is_ours


async def test_the_called_rejects_and_the_caller_gives_up(node: AsteriskNode) -> None:
    async with await seat(node, "7001") as anna, await seat(node, "7002") as bert:
        out = anna.dial("7002")
        (await bert.next_call(10)).reject(486)
        assert (await out.wait_ended(10)).status == 486
        out = anna.dial("7002")
        back = await bert.next_call(10)
        out.hang_up()
        assert (await out.wait_ended(10)).status == 487
        assert (await back.wait_ended(10)).status == 487


async def test_a_refused_call_tells_the_status(node: AsteriskNode) -> None:
    async with await seat(node, "7001") as phone:
        assert (await phone.dial("busy").wait_ended(10)).status == 486


async def test_a_subscriber_reaches_the_switch_over_the_trunk(node: AsteriskNode) -> None:
    """No product is connected: the switch answers by itself, says so, and gives the cause."""
    async with await Carrier.open("127.0.0.2", switch=("127.0.0.1", node.sip_port)) as carrier:
        call = carrier.dial("96296", caller="13812345678")
        ended = await call.wait_ended(20)
        assert (ended.is_ours, ended.cause) == (False, 38)
        assert Answered() in [event async for event in call]


async def test_thirty_calls_at_once_all_hear(node: AsteriskNode) -> None:
    async with await seat(node, "7001") as phone:
        calls = [phone.dial("echo") for _ in range(30)]
        for call in calls:
            await call.wait_answered(20)
        await asyncio.gather(*(call.heard.wait_for_tone(400) for call in calls))
