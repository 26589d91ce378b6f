"""Where a switch is and how to talk to it."""

from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from kefu.kernel.errors import KefuError

DEFAULT_AMI_PORT = 5038


class SwitchAddressError(KefuError):
    """The address of a switch in the settings cannot be understood."""

    code = "switch-address-invalid"
    title = "The address of a switch is not valid"


@dataclass(frozen=True, slots=True)
class SwitchAddress:
    """Both doors of one Asterisk (ARI and AMI share user and password), and where its recordings lie.

    `recordings` is the folder as the switch writes it, `recordings_seen` the same folder as the product reads it.
    """

    url: str
    user: str
    password: str = field(repr=False)
    ami_host: str
    ami_port: int
    recordings: Path
    recordings_seen: Path

    @property
    def headers(self) -> dict[str, str]:
        """Return the HTTP headers that open ARI."""
        return {"Authorization": "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()}

    @property
    def sip_socket_url(self) -> str:
        """Return the address of the switch's SIP-over-WebSocket, for the product's proxy."""
        return self.url.replace("http", "ws", 1) + "/ws"

    @classmethod
    def parse(cls, text: str) -> "SwitchAddress":
        """Read "http://user:password@host:port[?ami=5038&recordings=/folder&recordings_seen=/mount]".

        Raises: SwitchAddressError.
        """
        try:
            parts = urlsplit(text)
            port = parts.port or 8088
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            ami_port = int(query.get("ami", DEFAULT_AMI_PORT))
        except ValueError as error:
            raise SwitchAddressError(str(error)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username or not parts.password:
            raise SwitchAddressError("expected http://user:password@host:port")
        recordings = Path(query.get("recordings", "/var/spool/asterisk/kefu"))
        return cls(
            url=f"{parts.scheme}://{parts.hostname}:{port}",
            user=unquote(parts.username),
            password=unquote(parts.password),
            ami_host=parts.hostname,
            ami_port=ami_port,
            recordings=recordings,
            recordings_seen=Path(query.get("recordings_seen", recordings)),
        )
