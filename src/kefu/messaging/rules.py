"""Pure decisions about short messages: how texts are cut, what templates say, what becomes of a message."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kefu.kernel.phone import NumberKind, PhoneNumber
from kefu.kernel.words import Text
from kefu.messaging.model import (
    LANGUAGES,
    PARTS_MAX,
    Encoding,
    MessageEmptyError,
    MessageState,
    MessageTooLongError,
    Outgoing,
    Part,
    PartState,
    Receipt,
    Segments,
    Template,
    TemplateUnusableError,
    TemplateValuesMissingError,
)
from kefu.messaging.ports import GatewayError, NotSentError, RefusedError

GSM7_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet by code; 0x1b leads to the extension. Source: 3GPP TS 23.038, 6.2.1."""
GSM7_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
"""Characters that take two septets. Source: 3GPP TS 23.038, 6.2.1.1."""
_ONE_SEPTET = frozenset(GSM7_BASIC) - {"\x1b"}
_ESCAPE = 0x1B
_EXTENDED = {code: character for character, code in GSM7_EXTENSION.items()}
SIZES = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}
"""Septets or UTF-16 units of a message alone, and of one of several, whose header takes six octets.

Source: 3GPP TS 23.040, 9.2.3.24.1.
"""
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACES = re.compile(r"[{}]")
_UNSENDABLE = re.compile("[\x00\x1b\ud800-\udfff]")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def clean(text: str) -> str:
    """Leave out what no phone shows and no database stores; lines end as in Unix, nothing trails."""
    return _UNSENDABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def encoding_of(text: str) -> Encoding:
    """Choose the alphabet: the default one when it has every character."""
    return Encoding.GSM7 if all(c in _ONE_SEPTET or c in GSM7_EXTENSION for c in text) else Encoding.UCS2


def width(character: str, encoding: Encoding) -> int:
    """Count the septets or UTF-16 units of a character."""
    if encoding is Encoding.GSM7:
        return 2 if character in GSM7_EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def cut(text: str) -> Segments:
    """Cut a text into parts of the air's size; no character is split."""
    encoding = encoding_of(text)
    alone, of_several = SIZES[encoding]
    if sum(width(c, encoding) for c in text) <= alone:
        return Segments(encoding, (text,))
    return Segments(encoding, tuple(_pieces(text, encoding, of_several)))


def _pieces(text: str, encoding: Encoding, size: int) -> Iterator[str]:
    begin = used = 0
    for at, character in enumerate(text):
        taken = width(character, encoding)
        if used + taken > size:
            yield text[begin:at]
            begin, used = at, 0
        used += taken
    yield text[begin:]


def encode(text: str, encoding: Encoding) -> bytes:
    """Write a text in an alphabet of the air, a septet in an octet; what it lacks becomes a question mark."""
    if encoding is Encoding.UCS2:
        return text.encode("utf-16-be", "replace")
    octets = bytearray()
    for character in text:
        if character in GSM7_EXTENSION:
            octets += bytes((_ESCAPE, GSM7_EXTENSION[character]))
        else:
            octets.append(GSM7_BASIC.index(character if character in _ONE_SEPTET else "?"))
    return bytes(octets)


def octets_alone(encoding: Encoding) -> int:
    """Return how many octets, as `encode` writes them, a message that is not cut can have."""
    return SIZES[encoding][0] * (2 if encoding is Encoding.UCS2 else 1)


def decode(octets: bytes, encoding: Encoding) -> str:
    """Read a text in an alphabet of the air; what cannot be read becomes a replacement character."""
    if encoding is Encoding.UCS2:
        return octets.decode("utf-16-be", "replace")
    text, is_escaped = "", False
    for octet in octets:
        if is_escaped:
            text += _EXTENDED.get(octet, " ")  # source: 3GPP TS 23.038, 6.2.1.1, note 1
        elif octet != _ESCAPE:
            text += GSM7_BASIC[octet] if octet < len(GSM7_BASIC) else "\ufffd"
        is_escaped = octet == _ESCAPE and not is_escaped
    return text


def joined(parts: Mapping[int, bytes], total: int, encoding: Encoding) -> str:
    """Join what has arrived of a long text, by position from 1 on; "…" stands where something is missing."""
    runs: list[bytes | None] = []
    for position in range(1, total + 1):
        part = parts.get(position)
        if runs and part is not None and runs[-1] is not None:
            runs[-1] += part  # a character may lie over the cut
        elif part is not None or not runs or runs[-1] is not None:
            runs.append(part)
    return "".join("…" if run is None else decode(run, encoding) for run in runs)


def require_sendable(text: str) -> str:
    """Return a text as it will be sent.

    Raises: MessageEmptyError, MessageTooLongError.
    """
    cleaned = clean(text)
    if not cleaned:
        raise MessageEmptyError
    parts = len(cut(cleaned).parts)
    if parts > PARTS_MAX:
        raise MessageTooLongError(f"{parts} parts", parts=parts, most=PARTS_MAX)
    return cleaned


def can_receive(number: PhoneNumber) -> bool:
    """Tell whether short messages reach a number."""
    return number.e164 is not None and number.kind in (NumberKind.MOBILE, NumberKind.FOREIGN)


def placeholders(text: str) -> frozenset[str]:
    """List the placeholders of a template's words."""
    return frozenset(_PLACEHOLDER.findall(text))


def render(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of the placeholders; what a value says is not looked at again.

    Raises: TemplateValuesMissingError.
    """
    missing = sorted(name for name in placeholders(text) if not values.get(name, "").strip())
    if missing:
        raise TemplateValuesMissingError(f"no value for {', '.join(missing)}", missing=missing)
    return _PLACEHOLDER.sub(lambda found: values[found[1]].strip(), text)


def words_in(words: Text, language: str) -> str:
    """Choose a language, or the first of the house when it is not one of ours."""
    return words.get(language) or words[LANGUAGES[0]]


def require_usable(template: Template) -> None:
    """Refuse a template that could not be sent, or that says different things in different languages.

    Raises: TemplateUnusableError with the faults by field.
    """
    faults = list(_faults(template))
    if faults:
        errors = [{"field": field, "code": code, "detail": code} for field, code in faults]
        raise TemplateUnusableError(errors=errors)


def _faults(template: Template) -> Iterator[tuple[str, str]]:
    if not _CODE.fullmatch(template.code):
        yield "code", "code-malformed"
    for language in LANGUAGES:
        if not template.name.get(language, "").strip():
            yield f"name.{language}", "words-missing"
        words = clean(template.text.get(language, ""))
        if not words:
            yield f"text.{language}", "words-missing"
        elif _BRACES.search(_PLACEHOLDER.sub("", words)):
            yield f"text.{language}", "placeholder-malformed"
        elif len(cut(words).parts) > PARTS_MAX:
            yield f"text.{language}", "message-too-long"
    first, *others = (placeholders(template.text.get(language, "")) for language in LANGUAGES)
    if any(other != first for other in others):
        yield "text", "placeholders-differ"


def back_off(failures: int) -> timedelta:
    """Return how long to leave a gateway alone after so many failures on end: 1, 2, 4 ... 60 seconds."""
    return timedelta(seconds=min(2 ** min(failures - 1, 6), 60))


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many parts may go out now; less than one: none. It may be overdrawn by a long message."""

    parts: float
    as_of: datetime


def refill(allowance: Allowance, now: datetime, per_second: float) -> Allowance:
    """Let an allowance grow with time, up to that of a fifth of a second, or to one."""
    passed_s = max(0.0, (now - allowance.as_of).total_seconds())
    most = max(1.0, per_second / 5)
    return Allowance(min(most, allowance.parts + passed_s * per_second), now)


def reference_of(message_id_int: int, position: int) -> int:
    """Make the 16 bits by which a part can be told when its answer was lost."""
    return (message_id_int + position * 40503) & 0xFFFF


def by_phone(messages: Iterable[Outgoing]) -> list[list[Outgoing]]:
    """Put together what goes to the same phone, in its order.

    A phone knows the parts of a long message by eight bits only: those of two must never come mixed.
    Source: 3GPP TS 23.040, 9.2.3.24.1.
    """
    found: dict[str, list[Outgoing]] = {}
    for message in messages:
        found.setdefault(message.to, []).append(message)
    return list(found.values())


def first_parts(texts: Sequence[str]) -> tuple[Part, ...]:
    """Make the parts of a message that is offered for the first time."""
    return tuple(Part(position=position, state=PartState.WAITING) for position in range(1, len(texts) + 1))


def after_failure(part: Part, error: GatewayError, *, deduplicates: bool) -> Part:
    """Say how a part stands after a gateway has not accepted it.

    In doubt it is offered again only where the gateway knows a repetition by our key; elsewhere it stays unknown.
    """
    if isinstance(error, NotSentError):
        return part
    if isinstance(error, RefusedError):
        return replace(part, error=error.error, state=PartState.UNDELIVERABLE if error.is_final else part.state)
    return part if deduplicates else replace(part, state=PartState.UNKNOWN)


def is_offered(parts: Sequence[Part]) -> bool:
    """Tell whether the next waiting part may go out: not behind one that was lost or refused."""
    return all(part.state in (PartState.WAITING, PartState.ACCEPTED, PartState.DELIVERED) for part in parts)


def state_of(parts: Sequence[Part]) -> MessageState:
    """Say where a message stands by its parts: the worst decides."""
    states = {part.state for part in parts}
    for part_state, message_state in (
        (PartState.UNDELIVERABLE, MessageState.UNDELIVERABLE),
        (PartState.EXPIRED, MessageState.EXPIRED),
        (PartState.UNKNOWN, MessageState.UNKNOWN),
        (PartState.WAITING, MessageState.QUEUED),
        (PartState.ACCEPTED, MessageState.SENT),
    ):
        if part_state in states:
            return message_state
    return MessageState.DELIVERED


def merged(stored: Sequence[Part], reported: Sequence[Part]) -> tuple[Part, ...]:
    """Unite what a sender reports with what receipts have said meanwhile: only parts that waited are his to tell."""
    known = {part.position: part for part in stored if part.state is not PartState.WAITING}
    return tuple(
        replace(kept, gateway_message_id=kept.gateway_message_id or part.gateway_message_id)
        if (kept := known.get(part.position))
        else part
        for part in reported
    )


def after_receipt(part: Part, receipt: Receipt) -> Part:
    """Say how a part stands after a receipt; the first final word counts."""
    if part.state in (PartState.DELIVERED, PartState.UNDELIVERABLE, PartState.EXPIRED):
        return part
    gateway_message_id = part.gateway_message_id or receipt.gateway_message_id
    return replace(part, state=receipt.state, error=receipt.error, gateway_message_id=gateway_message_id)


def too_late(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Say how parts stand when it is too late to offer those that wait."""
    return tuple(replace(p, state=PartState.EXPIRED) if p.state is PartState.WAITING else p for p in parts)


def abandoned(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Say how parts stand whose sender never told what became of them: the first that waited may have gone out."""
    return tuple(replace(p, state=PartState.UNKNOWN) if p.state is PartState.WAITING else p for p in parts)
