"""Short message gateways: SMPP 3.4, and a generic one by HTTP."""

from kefu.adapters.sms.address import GatewayAddress, parse_gateways
from kefu.adapters.sms.http_gateway import HttpGateway
from kefu.adapters.sms.smpp import SmppGateway

__all__ = ["GatewayAddress", "HttpGateway", "SmppGateway", "open_gateway", "parse_gateways"]


def open_gateway(address: GatewayAddress) -> SmppGateway | HttpGateway:
    """Make the gateway that an address is of; it is not connected yet."""
    return SmppGateway(address) if address.scheme in ("smpp", "smpps") else HttpGateway(address)
