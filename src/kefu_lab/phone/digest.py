"""Digest authentication as a pure function. Source: RFC 2617 section 3.2, RFC 7616 section 3.4, RFC 8760 (SIP)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a WWW-Authenticate or Proxy-Authenticate field asks."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    opaque: str = ""
    has_qop: bool = False

    @classmethod
    def parse(cls, text: str) -> "Challenge | None":
        """Read a challenge; None for a scheme, algorithm or quality of protection that we do not speak."""
        scheme, _, rest = text.strip().partition(" ")
        values = {
            match[1].lower(): match[2] if match[2] is not None else match[3]
            for match in re.finditer(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))', rest)
        }
        algorithm = values.get("algorithm", "MD5").upper()
        qops = {item.strip() for item in values.get("qop", "").split(",") if item.strip()}
        if scheme.lower() != "digest" or algorithm not in _HASHES or (qops and "auth" not in qops):
            return None
        return cls(values.get("realm", ""), values.get("nonce", ""), algorithm, values.get("opaque", ""), bool(qops))


def choose(fields: Iterable[str]) -> Challenge | None:
    """Take the first challenge that we can answer."""
    return next((challenge for text in fields if (challenge := Challenge.parse(text))), None)


def authorization(
    challenge: Challenge, *, user: str, password: str, method: str, uri: str, cnonce: str, count: int = 1
) -> str:
    """Build the value of the Authorization field."""

    def hashed(*parts: str) -> str:
        return hashlib.new(_HASHES[challenge.algorithm], ":".join(parts).encode()).hexdigest()

    ha1 = hashed(user, challenge.realm, password)
    ha2 = hashed(method, uri)
    fields = {"username": user, "realm": challenge.realm, "nonce": challenge.nonce, "uri": uri}
    tail = f", algorithm={challenge.algorithm}"
    if challenge.has_qop:
        nc = f"{count:08x}"
        fields["response"] = hashed(ha1, challenge.nonce, nc, cnonce, "auth", ha2)
        fields["cnonce"] = cnonce
        tail += f", qop=auth, nc={nc}"
    else:
        fields["response"] = hashed(ha1, challenge.nonce, ha2)
    if challenge.opaque:
        fields["opaque"] = challenge.opaque
    return "Digest " + ", ".join(f'{key}="{value}"' for key, value in fields.items()) + tail
