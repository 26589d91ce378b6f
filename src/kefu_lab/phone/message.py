"""SIP messages as values: parse and serialise, no I/O. Source: RFC 3261, sections 7, 20 and 25."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_COMPACT = {
    "v": "Via",
    "f": "From",
    "t": "To",
    "i": "Call-ID",
    "m": "Contact",
    "c": "Content-Type",
    "l": "Content-Length",
    "k": "Supported",
    "s": "Subject",
    "e": "Content-Encoding",
    "o": "Event",
    "r": "Refer-To",
    "b": "Referred-By",
}
REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    503: "Service Unavailable",
    600: "Busy Everywhere",
    603: "Decline",
}


class MalformedMessageError(ValueError):
    """The datagram is not a SIP message."""


class Headers:
    """Header fields in order; names compare without case, compact names are understood."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        self._fields: list[tuple[str, str]] = list(fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def add(self, name: str, value: str) -> None:
        """Append a field."""
        self._fields.append((name, value))

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        wanted = name.lower()
        return next((value for key, value in self._fields if key.lower() == wanted), default)

    def lines(self, name: str) -> list[str]:
        """Return every value of a field as it stands."""
        wanted = name.lower()
        return [value for key, value in self._fields if key.lower() == wanted]

    def all(self, name: str) -> list[str]:
        """Return every value of a field, comma-separated lists taken apart."""
        return [item for value in self.lines(name) for item in split_list(value)]


@dataclass(slots=True, kw_only=True)
class Message:
    """What requests and responses share."""

    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def call_id(self) -> str:
        """Return the Call-ID."""
        return self.headers.get("Call-ID")

    @property
    def cseq(self) -> tuple[int, str]:
        """Return number and method of the CSeq."""
        number, _, method = self.headers.get("CSeq").partition(" ")
        return int(number), method.strip()

    @property
    def branch(self) -> str:
        """Return the branch of the topmost Via."""
        return parameters(self.headers.get("Via")).get("branch", "")

    @property
    def sender(self) -> "NameAddress":
        """Return the From field."""
        return NameAddress.parse(self.headers.get("From"))

    @property
    def recipient(self) -> "NameAddress":
        """Return the To field."""
        return NameAddress.parse(self.headers.get("To"))

    def _serialise(self, first_line: str) -> bytes:
        lines = [first_line, *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "", ""]).encode() + self.body


@dataclass(slots=True, kw_only=True)
class Request(Message):
    """A SIP request."""

    method: str
    uri: str

    def to_bytes(self) -> bytes:
        """Serialise; Content-Length is added."""
        return self._serialise(f"{self.method} {self.uri} SIP/2.0")


@dataclass(slots=True, kw_only=True)
class Response(Message):
    """A SIP response."""

    status: int
    reason: str = ""

    def to_bytes(self) -> bytes:
        """Serialise; Content-Length is added."""
        return self._serialise(f"SIP/2.0 {self.status} {self.reason or REASONS.get(self.status, 'Unknown')}")


@dataclass(frozen=True, slots=True)
class NameAddress:
    """An address as in From, To, Contact: display name, URI, parameters behind it."""

    uri: str
    display: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """Return the tag, "" without one."""
        return self.parameters.get("tag", "")

    @property
    def user(self) -> str:
        """Return the user part of the URI."""
        return uri_user(self.uri)

    @classmethod
    def parse(cls, text: str) -> "NameAddress":
        """Read `"Name" <sip:user@host>;tag=x` or the bare form."""
        match = re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<([^>]*)>(.*)', text, re.DOTALL)
        if match is None:
            uri, _, rest = text.strip().partition(";")
            return cls(uri, "", parameters(";" + rest))
        quoted, plain, uri, rest = match.groups()
        return cls(uri, quoted if quoted is not None else plain, parameters(rest))

    def __str__(self) -> str:
        name = f'"{self.display}" ' if self.display else ""
        return f"{name}<{self.uri}>" + "".join(f";{key}={value}" for key, value in self.parameters.items())


def parse(data: bytes) -> Request | Response:
    """Read one datagram.

    Raises: MalformedMessageError.
    """
    head, _, rest = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    try:
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode()).split("\r\n")
    except UnicodeDecodeError as error:
        raise MalformedMessageError("not UTF-8") from error
    headers = Headers()
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise MalformedMessageError(f"no header field: {line[:40]!r}")
        name = name.strip()
        headers.add(_COMPACT.get(name.lower(), name), value.strip())
    for needed in ("Via", "From", "To", "Call-ID", "CSeq"):
        if not headers.get(needed):
            raise MalformedMessageError(f"no {needed}")
    if not re.fullmatch(r"\d{1,10} +[A-Z]+", headers.get("CSeq")):
        raise MalformedMessageError("bad CSeq")
    body = rest[: _content_length(headers, len(rest))]
    kept = Headers(*(item for item in headers if item[0].lower() != "content-length"))
    if match := re.fullmatch(r"SIP/2\.0 (\d{3}) ?(.*)", lines[0]):
        return Response(status=int(match[1]), reason=match[2], headers=kept, body=body)
    if match := re.fullmatch(r"([A-Z]+) (\S+) SIP/2\.0", lines[0]):
        return Request(method=match[1], uri=match[2], headers=kept, body=body)
    raise MalformedMessageError(f"no SIP start line: {lines[0][:40]!r}")


def _content_length(headers: Headers, available: int) -> int:
    text = headers.get("Content-Length", str(available))
    if not text.isdecimal() or int(text) > available:
        raise MalformedMessageError("bad Content-Length")
    return int(text)


def response_to(request: Request, status: int, *, to_tag: str = "") -> Response:
    """Begin the response to a request: the fields that must be copied, with our tag in To."""
    headers = Headers(*((name, value) for name, value in request.headers if name.lower() in {"via", "record-route"}))
    to = request.headers.get("To")
    if to_tag and not request.recipient.tag:
        to += f";tag={to_tag}"
    for name, value in (("From", request.headers.get("From")), ("To", to)):
        headers.add(name, value)
    headers.add("Call-ID", request.call_id)
    headers.add("CSeq", request.headers.get("CSeq"))
    return Response(status=status, headers=headers)


def split_list(text: str) -> list[str]:
    """Split at commas that are neither inside quotes nor inside angle brackets."""
    items = re.findall(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+', text)
    return [item.strip() for item in items if item.strip()]


def parameters(text: str) -> dict[str, str]:
    """Read `;name=value;flag` behind a field's value; a flag has the value ""."""
    found = {}
    for match in re.finditer(r';\s*([^;=\s]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;\s]*))?', text):
        found[match[1].lower()] = (match[2] or "").strip('"')
    return found


def uri_user(uri: str) -> str:
    """Return the user part of a SIP or tel URI, without parameters."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() == "tel":
        return rest.partition(";")[0]
    user, at, _ = rest.partition("@")
    return user.partition(";")[0].partition(":")[0] if at else ""


def uri_address(uri: str) -> tuple[str, int]:
    """Return host and port of a SIP URI; the port is 5060 when it names none."""
    rest = uri.partition(":")[2].rpartition("@")[2]
    host, _, port = rest.partition(";")[0].partition("?")[0].partition(":")
    return host, int(port) if port else 5060
