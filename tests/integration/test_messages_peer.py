"""Our session against a short message centre that others have written: the server of smpp34, in Rust."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import smpp34

from kefu.adapters.sms import SmppGateway, parse_gateways
from kefu.messaging.model import Arrived, PartState, Receipt
from kefu.messaging.ports import NotSentError, RefusedError
from support.air import submission
from support.messages import until_bound


class Ear:
    """Hears what the gateway brings."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Receipt | Arrived] = asyncio.Queue()

    async def on_receipt(self, receipt: Receipt) -> bool:
        self.heard.put_nowait(receipt)
        return True

    async def on_arrived(self, arrived: Arrived) -> None:
        self.heard.put_nowait(arrived)


@pytest_asyncio.fixture
async def peer() -> AsyncIterator[tuple[smpp34.Server, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = smpp34.Server("127.0.0.1", port, system_id="peer")
    await server.start()
    yield server, port
    await server.stop()


@pytest.mark.parametrize(("text", "coding"), [("Hello €", 0), ("好𠮷" * 40, 8)])
async def test_a_foreign_centre_understands_us_and_we_it(
    peer: tuple[smpp34.Server, int], text: str, coding: int
) -> None:
    server, port = peer
    [address] = parse_gateways(f"smpp://kefu:secret@127.0.0.1:{port}?from=96296")
    gateway, ear = SmppGateway(address, reconnects_after_s=(0.05,), answers_within_s=5), Ear()
    gateway.start(ear)
    async with asyncio.timeout(20):
        await until_bound(gateway)
        session = await server.next()
        assert isinstance(session, smpp34.Esme)
        for part in submission(text):
            sending = asyncio.create_task(gateway.submit(part))
            event = await server.next()
            assert isinstance(event, smpp34.SubmitSmEvent)
            assert (event.source_addr, event.destination_addr) == ("96296", "8613812345678")
            assert (event.data_coding, event.registered_delivery) == (coding, 1)
            event.accept(f"name-{part.position}")
            assert await sending == f"name-{part.position}"
        for status, error in ((smpp34.ESME_RTHROTTLED, NotSentError), (smpp34.ESME_RINVDSTADR, RefusedError)):
            sending = asyncio.create_task(gateway.submit(submission("no")[0]))
            event = await server.next()
            assert isinstance(event, smpp34.SubmitSmEvent)
            event.reject(status)
            with pytest.raises(error):
                await sending
        words = b"id:name-1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
        answer = await session.deliver_sm(
            source_addr="8613812345678", source_addr_ton=1, destination_addr="96296", short_message=words, esm_class=4
        )
        assert answer.is_success
        receipt = await ear.heard.get()
        assert isinstance(receipt, Receipt)
        assert (receipt.state, receipt.gateway_message_id) == (PartState.DELIVERED, "name-1")
        await gateway.stop()
        assert isinstance(await server.next(), smpp34.Unbound)
