"""The SOAP 1.1 door: the same answers, in envelopes."""

import re
from typing import Any

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACE = "urn:kefu:billing:1"
_XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ITEMS = {"bills": "bill", "lines": "line", "payments": "payment", "products": "product", "devices": "device"}
OPERATIONS = {
    "GetBalance": "balance",
    "ListBills": "bills",
    "ListPayments": "payments",
    "ListProducts": "products",
    "ListDevices": "devices",
    "RefreshDevice": "refresh",
    "FindRefresh": "find_refresh",
}


def read(message: bytes) -> tuple[str, dict[str, str]]:
    """Read a request: the operation and its fields.

    Raises: ValueError.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        call = etree.fromstring(message, parser).find(f"{{{SOAP}}}Body/*")
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if call is None:
        raise ValueError("nothing is asked")
    return etree.QName(call).localname, {etree.QName(field).localname: field.text or "" for field in call}


def write(operation: str, answer: dict[str, Any]) -> bytes:
    """Write an answer."""
    envelope, body = _envelope()
    _fill(etree.SubElement(body, f"{{{NAMESPACE}}}{operation}Response"), answer)
    return _text(envelope)


def fault(code: str, text: str) -> bytes:
    """Write a refusal: "account-unknown" -> "soap:Client.AccountUnknown"."""
    side = "Server" if code == "unavailable" else "Client"
    envelope, body = _envelope()
    said = etree.SubElement(body, f"{{{SOAP}}}Fault")
    words = "".join(word.capitalize() for word in re.split("-", code))
    etree.SubElement(said, "faultcode").text = f"soap:{side}.{words}"
    etree.SubElement(said, "faultstring").text = text
    return _text(envelope)


def _envelope() -> tuple[Any, Any]:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "b": NAMESPACE})
    return envelope, etree.SubElement(envelope, f"{{{SOAP}}}Body")


def _fill(element: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        child = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
        if value is None:
            child.set(_XSI_NIL, "true")
        elif isinstance(value, list):
            for item in value:
                _fill(etree.SubElement(child, f"{{{NAMESPACE}}}{_ITEMS[name]}"), item)
        else:
            child.text = str(value).lower() if isinstance(value, bool) else str(value)


def _text(envelope: Any) -> bytes:
    written: bytes = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return written
