"""Calls are read however they are written, answers are written in one way, and bombs go off
nowhere."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.quickbooks.desktop.soap import ENVELOPE, NAMESPACE, OPERATIONS, Call, NotSoap, answer, read
from tests.quickbooks.desktop.counter import said

_XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[
            *(chr(code) for code in range(32) if code not in (9, 10)),
            "\ufffe",
            "\uffff",
        ],
    ),
    max_size=60,
)

STYLES = {
    "as .NET writes it": (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<getLastError xmlns="http://developer.intuit.com/"><ticket>t 1</ticket></getLastError>'
        "</s:Body></s:Envelope>"
    ),
    "with prefixes and a declaration": (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:ns1="http://developer.intuit.com/"><SOAP-ENV:Body><ns1:getLastError>'
        "<ns1:ticket>t 1</ns1:ticket></ns1:getLastError></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ),
    "RPC: typed and unqualified": (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Body>'
        '<n:getLastError xmlns:n="http://developer.intuit.com/" s:encodingStyle="x">'
        '<ticket i:type="xsd:string">t 1</ticket></n:getLastError></s:Body></s:Envelope>'
    ),
    "with a header, comments, an instruction and another call behind": (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><a><ticket>no'
        '</ticket></a></s:Header><!-- x --><s:Body> <?pi x?> <getLastError xmlns="urn:else">'
        "<ticket>t <!-- y -->1</ticket></getLastError><closeConnection><ticket>no</ticket>"
        "</closeConnection></s:Body></s:Envelope>"
    ),
    "without any namespace, in character data": (
        "<Envelope><Body><getLastError><ticket><![CDATA[t 1]]></ticket></getLastError></Body>"
        "</Envelope>"
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_call_is_understood_in_every_style(style: str) -> None:
    assert read(STYLES[style].encode()) == Call("getLastError", {"ticket": "t 1"})


def test_other_encodings_are_read_as_they_declare() -> None:
    text = (
        '<?xml version="1.0" encoding="{}"?><Envelope><Body><clientVersion>'
        "<strVersion>é</strVersion></clientVersion></Body></Envelope>"
    )
    for encoding in ("iso-8859-1", "utf-16", "windows-1252"):
        assert read(text.format(encoding).encode(encoding)).text("strVersion") == "é"


def test_nil_empty_and_missing_parameters_are_the_same() -> None:
    nil = '<ticket xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    for inner in (nil, "<ticket/>", "<ticket></ticket>", ""):
        assert read(said("closeConnection", inner)).text("ticket") == ""


def test_the_qbxml_inside_is_text_and_comes_out_whole() -> None:
    inner = '&lt;?xml version="1.0" ?&gt;&lt;QBXML a=&quot;&amp;lt;&quot;/&gt;\n Ünder &#8364;'
    call = read(said("receiveResponseXML", f"<response>{inner}</response>"))
    assert call.text("response") == '<?xml version="1.0" ?><QBXML a="&lt;"/>\n Ünder €'


@pytest.mark.parametrize(
    ("text", "number"),
    [("16", 16), (" 13 ", 13), ("0", 0), ("", 0), ("-1", 0), ("x", 0), ("1e3", 0), ("9" * 50, 0)],
)
def test_a_version_that_is_no_number_counts_as_none(text: str, number: int) -> None:
    call = read(said("sendRequestXML", f"<qbXMLMajorVers>{text}</qbXMLMajorVers>"))
    assert call.number("qbXMLMajorVers") == number


def test_characters_that_xml_forbids_stop_nothing() -> None:
    forbidden = b"a&#x1F;b&#11;c&#xFFFF;d\x01e&#xD800;f\xef\xbf\xbf&#233;&#x10FFFF;&#9999999;"
    inner = b"<response>" + forbidden + b"</response>"
    body = said("receiveResponseXML").replace(b"></receive", b">" + inner + b"</receive")
    assert read(body).text("response") == "abcdefé\U0010ffff"


def test_a_reply_of_many_megabytes_is_one_text() -> None:
    """A tree with ordinary limits refuses a text node beyond 10 MB."""
    row = "&lt;Ret&gt;1&lt;/Ret&gt;"
    body = said("receiveResponseXML", f"<response>{row * 500_000}</response>")
    assert len(body) > 11_000_000
    assert read(body).text("response") == "<Ret>1</Ret>" * 500_000


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE e [<!ENTITY l0 "ha">{LAUGHS}]><Envelope><Body><getLastError>'
    "<ticket>&l9;</ticket></getLastError></Body></Envelope>",
    "quadratic blow-up": f'<!DOCTYPE e [<!ENTITY a "{"a" * 90_000}">]><Envelope><Body>'
    f"<getLastError><ticket>{'&a;' * 9_000}</ticket></getLastError></Body></Envelope>",
    "an external entity": '<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/passwd">]><Envelope><Body>'
    "<getLastError><ticket>&a;</ticket></getLastError></Body></Envelope>",
    "an external DTD": '<!DOCTYPE e SYSTEM "http://127.0.0.1:9/x.dtd"><Envelope/>',
    "deep nesting": "<Envelope><Body>" + "<a>" * 100_000,
    "deep nesting, closed": f"<Envelope><Body>{'<a>' * 200}{'</a>' * 200}</Body></Envelope>",
    "an undefined entity": said("getLastError", "<ticket>&x;</ticket>").decode(),
    "an endless name": f"<Envelope><Body><{'a' * 600_000}/></Body></Envelope>",
    "not SOAP": "<html><body>hello</body></html>",
    "an empty envelope": "<Envelope/>",
    "an empty body": "<Envelope><Body/></Envelope>",
    "an unknown operation": said("dropTable").decode(),
    "an operation outside the body": "<Envelope><Header><getLastError/></Header></Envelope>",
    "two roots": said("serverVersion").decode() * 2,
    "half of a call": said("serverVersion").decode()[:-9],
    "JSON": '{"ticket": 1}',
    "nothing": "",
    "blanks": " \n ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_call_is_refused(kind: str) -> None:
    with pytest.raises(NotSoap) as refused:
        read(HOSTILE[kind].encode())
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", ["billion laughs", "an external entity", "an external DTD"])
def test_a_document_type_is_refused_before_it_does_anything(kind: str) -> None:
    with pytest.raises(NotSoap, match="document type"):
        read(HOSTILE[kind].encode())


def test_an_external_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    body = HOSTILE["an external entity"].replace("/etc/passwd", str(secret))
    with pytest.raises(NotSoap) as refused:
        read(body.encode())
    assert "hidden" not in str(refused.value)


def test_bytes_that_are_not_of_their_encoding_are_refused() -> None:
    for declared, wrong in (("utf-8", b"\xe9\xff"), ("utf-8", b"\xc3"), ("nonsense", b"e")):
        body = f'<?xml version="1.0" encoding="{declared}"?>'.encode() + said(
            "clientVersion", "<strVersion>?</strVersion>"
        ).replace(b"?</", wrong + b"</")
        with pytest.raises(NotSoap):
            read(body)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_do_harm(body: bytes) -> None:
    with pytest.raises(NotSoap):
        read(body)


@given(st.sampled_from(sorted(OPERATIONS)), st.data())
def test_every_argument_comes_back_as_it_was(operation: str, data: st.DataObject) -> None:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope")
    call = etree.SubElement(
        etree.SubElement(envelope, f"{{{ENVELOPE}}}Body"), f"{{{NAMESPACE}}}{operation}"
    )
    given = {name: data.draw(_XML_TEXT, label=name) for name in OPERATIONS[operation].parameters}
    for name, text in given.items():
        etree.SubElement(call, f"{{{NAMESPACE}}}{name}").text = text
    assert read(etree.tostring(envelope, encoding="utf-8")) == Call(operation, given)


def test_an_answer_has_exactly_the_form_of_the_contract() -> None:
    assert answer("authenticate", ["t-1", ""]).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        '<authenticateResponse xmlns="http://developer.intuit.com/"><authenticateResult>'
        "<string>t-1</string><string></string></authenticateResult></authenticateResponse>"
        "</soap:Body></soap:Envelope>"
    )


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_an_empty_result_is_there_and_not_nil(operation: str) -> None:
    result: dict[str, str | int | list[str]] = {"authenticate": ["", ""], "receiveResponseXML": 0}
    written = answer(operation, result.get(operation, ""))
    assert not written.startswith(b"\xef\xbb\xbf")
    place = etree.fromstring(written).find(
        f"{{{ENVELOPE}}}Body/{{{NAMESPACE}}}{operation}Response/{{{NAMESPACE}}}{operation}Result"
    )
    assert place is not None
    assert not place.attrib


def test_qbxml_is_escaped_text_not_a_second_document() -> None:
    request = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML/>'
    written = answer("sendRequestXML", request)
    assert b"&lt;?qbxml" in written
    texts = re.findall(rb"<sendRequestXMLResult>(.*)</sendRequestXMLResult>", written)
    assert texts == [request.replace("<", "&lt;").replace(">", "&gt;").encode()]


@given(st.text(max_size=80))
def test_any_sentence_can_be_said(text: str) -> None:
    place = etree.fromstring(answer("getLastError", text))[0][0][0]
    kept = "".join(re.findall("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text))
    assert (place.text or "").replace("\r", "") == kept.replace("\r", "")


@pytest.mark.parametrize(
    ("operation", "result"),
    [("authenticate", "none"), ("receiveResponseXML", "100"), ("getLastError", 1)],
)
def test_a_result_of_the_wrong_type_never_leaves(
    operation: str, result: str | int | list[str]
) -> None:
    with pytest.raises(TypeError, match=operation):
        answer(operation, result)
