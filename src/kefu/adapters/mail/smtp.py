"""Hands letters to a mail server. Source: RFC 5321; submission with TLS: RFC 8314."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from kefu.kernel.errors import KefuError
from kefu.messaging.model import Letter
from kefu.messaging.ports import MailRefusedError, MailUnavailableError

_LIMIT_S = 15
_POLICY = SMTP.clone(cte_type="7bit")  # not every server takes eight
_PORTS = {"smtp": 587, "smtps": 465}


class MailAddressError(KefuError):
    """KEFU_MAIL cannot be understood."""

    code = "mail-address-malformed"
    title = "KEFU_MAIL is no mail server"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress:
    """Where letters are handed over, as whom; `is_plain`: without TLS, for a server on this machine."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    has_tls: bool
    is_plain: bool

    @classmethod
    def parse(cls, text: str) -> "MailAddress":
        """Read "smtp://user:password@host:587?from=service@example.net" (STARTTLS), "smtps://..." or "...&tls=none".

        Raises: MailAddressError.
        """
        try:
            url = urlsplit(text)
            asked = {key: values[-1] for key, values in parse_qs(url.query).items()}
            port = url.port or _PORTS[url.scheme]
        except (ValueError, KeyError):
            raise MailAddressError("give smtp://user:password@host:port?from=address") from None
        if not url.hostname or "@" not in asked.get("from", ""):
            raise MailAddressError("a host and ?from=address are needed")
        return cls(
            host=url.hostname,
            port=port,
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            sender=asked["from"],
            has_tls=url.scheme == "smtps",
            is_plain=asked.get("tls") == "none",
        )


class SmtpServer:
    """One mail server; every letter has a connection of its own."""

    def __init__(self, address: MailAddress) -> None:
        self._address = address

    async def hand_over(self, letter: Letter, contents: Sequence[bytes] = ()) -> None:
        """Hand a letter over, with what its attachments hold in their order.

        Raises: MailRefusedError, MailUnavailableError.
        """
        address = self._address
        try:
            await aiosmtplib.send(
                await asyncio.to_thread(_written, letter, address.sender, contents),
                sender=address.sender,
                recipients=[letter.to],
                mail_options=[] if letter.to.isascii() else ["SMTPUTF8"],
                hostname=address.host,
                port=address.port,
                username=address.user or None,
                password=address.password or None,
                use_tls=address.has_tls,
                start_tls=not (address.has_tls or address.is_plain),
                timeout=_LIMIT_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _judged(error.recipients[0].code, error.recipients[0].message) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _judged(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailableError(type(error).__name__) from error
        except ValueError as error:
            raise MailRefusedError(str(error)) from error


def _judged(code: int, message: str) -> KefuError:
    """Tell "never" (5yz) from "later" (4yz). Source: RFC 5321, 4.2.1."""
    return MailRefusedError(message, smtp_code=code) if code >= 500 else MailUnavailableError(message, smtp_code=code)


def _written(letter: Letter, sender: str, contents: Sequence[bytes]) -> bytes:
    """Write a letter as the server takes it; what is put into headers cannot begin another one.

    In a thread: of ten megabytes it takes longer than live calls should wait.
    """
    message = EmailMessage(policy=_POLICY.clone(utf8=not letter.to.isascii()))
    name = hashlib.blake2b(letter.key.encode(), digest_size=16).hexdigest()
    message["From"], message["To"] = sender, letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = f"<{name}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for attachment, content in zip(letter.attachments, contents, strict=True):
        kind, _, charset = attachment.media_type.partition("; charset=")
        maintype, _, subtype = kind.partition("/")
        params = {"charset": charset} if charset else {}
        message.add_attachment(content, maintype=maintype, subtype=subtype, params=params, filename=attachment.name)
    return message.as_bytes()
