"""A dialog: what must be the same in all requests of one call. Pure. Source: RFC 3261 section 12."""

from dataclasses import dataclass, field

from kefu_lab.phone.message import Headers, NameAddress, Request, Response, uri_address
from kefu_lab.phone.transactions import MAGIC_COOKIE, Address

METHODS = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "NOTIFY")


@dataclass(slots=True, kw_only=True)
class Dialog:
    """One call's signalling state as our side sees it."""

    call_id: str
    local: NameAddress
    remote: NameAddress
    target: str
    """Where requests go: the other side's Contact, before it is known the dialled URI."""
    contact: str
    """Our own Contact URI."""
    next_hop: Address
    """Where the first request goes, whatever its URI says."""
    routes: list[str] = field(default_factory=list)
    cseq: int = 0

    @classmethod
    def incoming(cls, invitation: Request, *, tag: str, contact: str, source: Address) -> "Dialog":
        """Begin the dialog of an INVITE that has arrived."""
        recipient = invitation.recipient
        return cls(
            call_id=invitation.call_id,
            local=NameAddress(recipient.uri, recipient.display, {"tag": tag}),
            remote=invitation.sender,
            target=NameAddress.parse(invitation.headers.get("Contact")).uri or invitation.sender.uri,
            contact=contact,
            next_hop=source,
            routes=invitation.headers.all("Record-Route"),
        )

    @property
    def via(self) -> str:
        """Return host and port where we listen."""
        return "{}:{}".format(*uri_address(self.contact))

    @property
    def destination(self) -> Address:
        """Return where the next request must be sent."""
        if self.routes:
            return uri_address(NameAddress.parse(self.routes[0]).uri)
        return uri_address(self.target) if self.remote.tag else self.next_hop

    def learn(self, response: Response) -> None:
        """Take the other side's tag, Contact and route from a response that makes the dialog."""
        self.remote = response.recipient
        if contact := response.headers.get("Contact"):
            self.target = NameAddress.parse(contact).uri
        self.routes = response.headers.all("Record-Route")[::-1]

    def request(self, method: str, *, branch: str, cseq: int | None = None) -> Request:
        """Build the next request; ACK and CANCEL name the number of the INVITE that they mean."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        headers = Headers(
            ("Via", f"SIP/2.0/UDP {self.via};rport;branch={MAGIC_COOKIE}{branch}"),
            ("Max-Forwards", "70"),
            ("From", str(self.local)),
            ("To", str(self.remote)),
            ("Call-ID", self.call_id),
            ("CSeq", f"{cseq} {method}"),
        )
        for route in self.routes:
            headers.add("Route", route)
        if method == "INVITE":
            headers.add("Contact", f"<{self.contact}>")
            headers.add("Allow", ", ".join(METHODS))
        return Request(method=method, uri=self.target, headers=headers)
