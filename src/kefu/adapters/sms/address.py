"""Reads how gateways are reached from the settings."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from kefu.kernel.errors import KefuError

_PORTS = {"smpp": 2775, "smpps": 3550}
_SCHEMES = frozenset({"smpp", "smpps", "http+json", "https+json"})


class GatewayAddressError(KefuError):
    """KEFU_SMS cannot be understood."""

    code = "sms-gateway-address-malformed"
    title = "KEFU_SMS is no list of gateways"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAddress:
    """One gateway: where, as whom, from which number, how fast.

    `tenant_code`: it serves one tenant only. `is_payload`: long messages go whole, as message_payload.
    `has_hex_ids`: names in answers are hexadecimal, in receipts decimal.
    """

    name: str
    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    url: str
    sender: str
    per_second: float
    window: int
    tenant_code: str | None
    is_payload: bool
    has_hex_ids: bool


def parse_gateways(text: str) -> list[GatewayAddress]:
    """Read a comma-separated list of gateways, "name=smpp://system_id:password@host:port?from=96296&rate=50" each.

    Raises: GatewayAddressError.
    """
    found = [_parse(each.strip(), at) for at, each in enumerate(text.split(",")) if each.strip()]
    if len({each.name for each in found}) < len(found):
        raise GatewayAddressError("two gateways have one name")
    return found


def _parse(text: str, at: int) -> GatewayAddress:
    before, separator, after = text.partition("=")
    is_named = bool(separator) and "://" not in before
    name = before if is_named else "sms" if at == 0 else f"sms{at + 1}"
    try:
        url = urlsplit(after if is_named else text)
        asked = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.scheme not in _SCHEMES or not url.hostname:
            raise ValueError
        target = urlunsplit((url.scheme.removesuffix("+json"), url.netloc.rpartition("@")[2], url.path, "", ""))
        return GatewayAddress(
            name=name,
            scheme=url.scheme,
            host=url.hostname,
            port=url.port or _PORTS.get(url.scheme, 0),
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            url=target,
            sender=asked.get("from", ""),
            per_second=float(asked.get("rate", "10")),
            window=max(1, int(asked.get("window", "10"))),
            tenant_code=asked.get("tenant") or None,
            is_payload=asked.get("long", "udh") == "payload",
            has_hex_ids=asked.get("ids", "") == "hex",
        )
    except ValueError as error:  # what was written is not repeated: it holds a password
        raise GatewayAddressError(f"gateway {name} must be smpp://user:password@host:port?from=NUMBER") from error
