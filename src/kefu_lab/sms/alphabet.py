"""The default alphabet of GSM, written as it differs from ASCII: the product's own table is another one.

Source: 3GPP TS 23.038, 6.2.1 and 6.2.1.1.
"""

_AS_IN_ASCII = {*range(0x20, 0x7B)} - {0x24, 0x40, *range(0x5B, 0x61)} | {0x0A, 0x0D}
_OTHERWISE = {
    **dict(enumerate("@£$¥èéùìòÇ")),
    **dict(enumerate("Øø", 0x0B)),
    **dict(enumerate("Åå", 0x0E)),
    **dict(enumerate("Δ_ΦΓΛΩΠΨΣΘΞ", 0x10)),
    **dict(enumerate("ÆæßÉ", 0x1C)),
    **dict(enumerate("ÄÖÑÜ§¿", 0x5B)),
    **dict(enumerate("äöñüà", 0x7B)),
    0x24: "¤",
    0x40: "¡",
}
_BY_CODE = {code: chr(code) for code in _AS_IN_ASCII} | _OTHERWISE
_AFTER_ESCAPE = dict(zip(b"\x0a\x14()/<=>@e", "\f^{}\\[~]|€", strict=True))
_ESCAPE = 0x1B


def read_gsm(octets: bytes) -> str:
    """Read text, a septet in an octet.

    Raises: ValueError.
    """
    text, rest = "", iter(octets)
    for octet in rest:
        table, code = (_AFTER_ESCAPE, next(rest, -1)) if octet == _ESCAPE else (_BY_CODE, octet)
        if code not in table:
            raise ValueError(f"{code:#x} is in no alphabet")
        text += table[code]
    return text


def write_gsm(text: str) -> bytes | None:
    """Write text, a septet in an octet; None when the alphabet lacks a character."""
    codes = {character: bytes((code,)) for code, character in _BY_CODE.items()}
    codes |= {character: bytes((_ESCAPE, code)) for code, character in _AFTER_ESCAPE.items()}
    return b"".join(codes[c] for c in text) if all(c in codes for c in text) else None
