"""Opens the gateways for short messages that the settings name, and has what waits for them sent."""

from contextlib import AsyncExitStack

from kefu.adapters.sms import HttpGateway, open_gateway, parse_gateways
from kefu.messaging.jobs import Sender
from kefu.messaging.ports import SmsGateway
from kefu.platform.clock import Clock
from kefu.platform.db import Database


def start_senders(text: str, database: Database, clock: Clock, stack: AsyncExitStack) -> dict[str, SmsGateway]:
    """Serve every gateway until the stack is left; return them by name.

    Raises: GatewayAddressError.
    """
    gateways: dict[str, SmsGateway] = {}
    for address in parse_gateways(text):
        gateway = gateways[address.name] = open_gateway(address)
        sender = Sender(
            database,
            clock,
            gateway,
            per_second=address.per_second,
            window=address.window,
            tenant_code=address.tenant_code,
        )
        sender.start()
        stack.push_async_callback(sender.stop)
    return gateways


def by_http(gateways: dict[str, SmsGateway]) -> dict[str, HttpGateway]:
    """Pick those that call us back by HTTP."""
    return {name: gateway for name, gateway in gateways.items() if isinstance(gateway, HttpGateway)}
