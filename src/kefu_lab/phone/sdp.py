"""Session descriptions for one G.711 audio stream with telephone events. Source: RFC 4566, RFC 3264, RFC 4733."""

from dataclasses import dataclass, field
from enum import StrEnum


class Codec(StrEnum):
    """The two codecs of the telephone network; the value is the encoding name."""

    PCMA = "PCMA"
    PCMU = "PCMU"

    @property
    def payload_type(self) -> int:
        """Return the static payload type (RFC 3551)."""
        return 8 if self is Codec.PCMA else 0


class Direction(StrEnum):
    """Which way the describing side's media flows."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def mirrored(self) -> "Direction":
        """Return what the other side answers."""
        swap = {Direction.SENDONLY: Direction.RECVONLY, Direction.RECVONLY: Direction.SENDONLY}
        return swap.get(self, self)


class UnacceptableSessionError(ValueError):
    """The description holds no audio stream that we can talk on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One audio stream: where it listens, what it speaks."""

    ip: str
    port: int
    codecs: tuple[Codec, ...] = (Codec.PCMA, Codec.PCMU)
    event_type: int | None = 101
    """Payload type of telephone events, None when they are not understood."""
    direction: Direction = Direction.SENDRECV
    version: int = 1

    def to_bytes(self) -> bytes:
        """Serialise."""
        types = [str(codec.payload_type) for codec in self.codecs]
        maps = [f"a=rtpmap:{codec.payload_type} {codec}/8000" for codec in self.codecs]
        if self.event_type is not None:
            types.append(str(self.event_type))
            maps += [f"a=rtpmap:{self.event_type} telephone-event/8000", f"a=fmtp:{self.event_type} 0-15"]
        lines = [
            "v=0",
            f"o=- {self.port} {self.version} IN IP4 {self.ip}",
            "s=-",
            f"c=IN IP4 {self.ip}",
            "t=0 0",
            f"m=audio {self.port} RTP/AVP {' '.join(types)}",
            *maps,
            "a=ptime:20",
            f"a={self.direction}",
            "",
        ]
        return "\r\n".join(lines).encode()

    def answer(self, *, ip: str, port: int, version: int = 1) -> "Session":
        """Answer this offer with its first codec."""
        return Session(
            ip=ip,
            port=port,
            codecs=self.codecs[:1],
            event_type=self.event_type,
            direction=self.direction.mirrored,
            version=version,
        )


@dataclass(slots=True)
class _Audio:
    port: int = 0
    types: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=lambda: {0: "PCMU", 8: "PCMA"})
    ip: str = ""
    direction: Direction | None = None


def parse(data: bytes) -> Session:
    """Read an offer or an answer.

    Raises: UnacceptableSessionError.
    """
    session_ip, session_direction = "", Direction.SENDRECV
    audio: _Audio | None = None
    is_other_media = False
    for line in data.decode(errors="replace").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            is_other_media = audio is not None or not value.startswith("audio ")
            if not is_other_media:
                audio = _read_media(value)
        elif is_other_media:
            continue
        elif kind == "c":
            ip = value.split()[-1] if value.split() else ""
            if audio is None:
                session_ip = ip
            else:
                audio.ip = ip
        elif kind == "a":
            if audio is not None:
                _read_attribute(audio, value)
            elif value in set(Direction):
                session_direction = Direction(value)
    if audio is None or not audio.port:
        raise UnacceptableSessionError("no audio stream")
    codecs = tuple(Codec(audio.names[kind]) for kind in audio.types if audio.names.get(kind) in set(Codec))
    if not codecs:
        raise UnacceptableSessionError("no G.711")
    events = (kind for kind in audio.types if audio.names.get(kind) == "TELEPHONE-EVENT")
    return Session(
        ip=audio.ip or session_ip,
        port=audio.port,
        codecs=codecs,
        event_type=next(events, None),
        direction=audio.direction or session_direction,
    )


def _read_media(value: str) -> _Audio:
    fields = value.split()
    if len(fields) < 4 or not fields[1].isdecimal():
        raise UnacceptableSessionError("bad media line")
    return _Audio(port=int(fields[1]), types=[int(item) for item in fields[3:] if item.isdecimal()])


def _read_attribute(audio: _Audio, value: str) -> None:
    if value in set(Direction):
        audio.direction = Direction(value)
    elif value.startswith("rtpmap:"):
        kind, _, name = value.removeprefix("rtpmap:").partition(" ")
        encoding, _, rate = name.strip().upper().partition("/")
        if kind.isdecimal() and rate.split("/")[0] == "8000":
            audio.names[int(kind)] = encoding
