"""SOAP 1.1 envelopes, written and read without a toolkit: one element in, one out, no DTD, no entities.

Source: SOAP 1.1 (W3C Note, 8 May 2000), sections 3 (no document type declaration), 4.2.3 (mustUnderstand), 4.4.
"""

from collections.abc import Mapping
from typing import Any

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TRUE = ("1", "true")


class EnvelopeError(Exception):
    """This is no SOAP 1.1 message that we can take."""


class SoapFaultError(Exception):
    """The other side says no; `code` is the fault code without its prefix, such as "Client.AccountUnknown"."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


def write(namespace: str, operation: str, fields: Mapping[str, str]) -> bytes:
    """Write a request."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, None: namespace})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    wrapper = etree.SubElement(body, f"{{{namespace}}}{operation}")
    for name, value in fields.items():
        etree.SubElement(wrapper, f"{{{namespace}}}{name}").text = value
    written: bytes = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return written


def read(message: bytes, *, namespace: str, operation: str, lists: frozenset[str]) -> dict[str, Any]:
    """Read an answer as plain values; elements named in `lists` hold any number of others.

    Raises: SoapFaultError, EnvelopeError.
    """
    # a parser for each message: what one leaves behind is no other's business
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(message, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise EnvelopeError(f"no XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise EnvelopeError("a document type declaration")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise EnvelopeError(f"{root.tag} is no SOAP 1.1 envelope")
    for entry in root.iterfind(f"{{{SOAP}}}Header/*"):
        if entry.get(f"{{{SOAP}}}mustUnderstand") in _TRUE:
            raise EnvelopeError(f"a header that is not understood: {entry.tag}")
    payload = root.find(f"{{{SOAP}}}Body/*")
    if payload is None:
        raise EnvelopeError("an empty body")
    if payload.tag == f"{{{SOAP}}}Fault":
        code = payload.findtext("faultcode", "").strip().rpartition(":")[2]
        raise SoapFaultError(code, payload.findtext("faultstring", "").strip()[:200])
    if payload.tag != f"{{{namespace}}}{operation}":
        raise EnvelopeError(f"{payload.tag} instead of {operation}")
    return _fields(payload, lists)


def _fields(element: Any, lists: frozenset[str]) -> dict[str, Any]:
    return {_name(child): _value(child, lists) for child in element}


def _value(element: Any, lists: frozenset[str]) -> Any:
    if element.get(XSI_NIL) in _TRUE:
        return None
    if _name(element) in lists:
        return [_fields(child, lists) for child in element]
    return (element.text or "").strip()


def _name(element: Any) -> str:
    name: str = etree.QName(element).localname
    return name
