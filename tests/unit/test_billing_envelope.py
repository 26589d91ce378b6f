"""SOAP 1.1 envelopes: what is taken, and what is not."""

import pytest
from lxml import etree

from kefu.adapters.billing.envelope import SOAP, EnvelopeError, SoapFaultError, read, write

NS = "urn:test"
LISTS = frozenset({"bills", "lines"})


def message(body: str, *, header: str = "", before: str = "", encoding: str = "UTF-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<s:Envelope xmlns:s="{SOAP}" xmlns:b="{NS}"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{header}<s:Body>{body}</s:Body></s:Envelope>'
    )
    return text.encode(encoding)


def said(text: bytes) -> object:
    return read(text, namespace=NS, operation="GetResponse", lists=LISTS)


def test_lists_texts_and_nothing() -> None:
    body = (
        "<b:GetResponse><b:as_of> now </b:as_of><b:dbm xsi:nil='true'/><b:none/><b:bills>"
        "<b:bill><b:no>1</b:no><b:lines><b:line><b:name>甲</b:name></b:line></b:lines></b:bill>"
        "<b:bill><b:no>2</b:no><b:lines/></b:bill></b:bills><!-- a remark --></b:GetResponse>"
    )
    assert said(message(body)) == {
        "as_of": "now",
        "dbm": None,
        "none": "",
        "bills": [{"no": "1", "lines": [{"name": "甲"}]}, {"no": "2", "lines": []}],
    }


@pytest.mark.parametrize("encoding", ["GBK", "GB18030", "UTF-16"])
def test_chinese_in_other_encodings(encoding: str) -> None:
    body = "<b:GetResponse><b:name>宽带套餐</b:name></b:GetResponse>"
    assert said(message(body, encoding=encoding)) == {"name": "宽带套餐"}


def test_a_fault_is_raised_with_its_code() -> None:
    body = "<s:Fault><faultcode>s:Client.AccountUnknown</faultcode><faultstring>无此账户</faultstring></s:Fault>"
    with pytest.raises(SoapFaultError) as raised:
        said(message(body))
    assert (raised.value.code, str(raised.value)) == ("Client.AccountUnknown", "Client.AccountUnknown: 无此账户")


_ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
_TAKEN = "<b:GetResponse/>"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>ORA-00600",
        b"<html></html>",
        message(_TAKEN, before="<!DOCTYPE x>"),
        message("<b:GetResponse><b:name>&e;</b:name></b:GetResponse>", before=_ENTITY),
        message("<b:GetResponse><b:name>&c;</b:name></b:GetResponse>", before=_BOMB),
        message(_TAKEN).replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope"),
        message(""),
        message("<b:OtherResponse/>"),
        message("<GetResponse/>"),
        message(_TAKEN, header='<s:Header><b:pay s:mustUnderstand="1"/></s:Header>'),
    ],
)
def test_what_is_no_answer_is_refused(text: bytes) -> None:
    with pytest.raises(EnvelopeError):
        said(text)


def test_a_header_that_may_be_passed_over_is() -> None:
    assert said(message(_TAKEN, header='<s:Header><b:trace s:mustUnderstand="0"/></s:Header>')) == {}


def test_what_is_written_can_be_read_and_nothing_breaks_out_of_a_field() -> None:
    root = etree.fromstring(write(NS, "Get", {"account": "1</account><evil>&", "months": "12"}))
    call = root.find(f"{{{SOAP}}}Body/{{{NS}}}Get")
    assert call is not None
    assert [(etree.QName(each).localname, each.text) for each in call] == [
        ("account", "1</account><evil>&"),
        ("months", "12"),
    ]
