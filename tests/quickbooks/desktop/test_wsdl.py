"""A real SOAP client loads our description over a socket and drives a whole session with it."""

from collections.abc import Iterator
from typing import Any

import pytest
import zeep
from lxml import etree

from app.quickbooks.desktop.soap import NAMESPACE, OPERATIONS
from app.quickbooks.desktop.wsdl import wsdl
from app.settings import Settings
from tests.quickbooks.desktop import intuit_wsdl
from tests.quickbooks.desktop.counter import ADDRESS, PASSWORD, USER, MemoryDesk, service
from tests.quickbooks.simulator.served import served

XS = "{http://www.w3.org/2001/XMLSchema}"
REQUEST = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML><a>é</a></QBXML>'
RESPONSE = '<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs>Zoë &amp; co</QBXMLMsgsRs></QBXML>'

Signature = tuple[list[tuple[str, str]], list[tuple[str, str]]]


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk([REQUEST, REQUEST])


@pytest.fixture
def client(desk: MemoryDesk) -> Iterator[Any]:
    """A zeep client that knows nothing but the address."""
    app = service(desk)
    with served(app) as address:
        app.state.settings = Settings(_env_file=None, public_url=address)
        client = zeep.Client(f"{address}/qbwc?wsdl")  # type: ignore[no-untyped-call]
        yield client.service
        client.transport.session.close()


def test_a_whole_session_by_a_real_client(client: Any, desk: MemoryDesk) -> None:
    assert client.serverVersion().startswith("Scanpost")
    assert client.clientVersion(strVersion="2.3.0.215") is None  # how zeep reads an empty text
    ticket, file = client.authenticate(strUserName=USER, strPassword=PASSWORD)
    assert file is None
    hello = "<?xml version='1.0'?><QBXML><HostRet/></QBXML>"
    for turn, percent in enumerate((50, 100)):
        request = client.sendRequestXML(ticket, "" if turn else hello, "a.qbw", "US", 16, 0)
        assert request == REQUEST
        assert client.receiveResponseXML(ticket, RESPONSE, "", "") == percent
    assert client.sendRequestXML(ticket, "", "a.qbw", "US", 16, 0) is None
    assert client.getLastError(ticket=ticket) == "Nothing more."
    assert client.connectionError(ticket, "0x80040414", "a dialog is open") == "done"
    assert client.closeConnection(ticket=ticket) == "2 answered."
    assert desk.answers == [(RESPONSE, "", "")] * 2
    assert desk.hellos == [hello, "", ""]


def test_the_interactive_operations_are_there_and_harmless(client: Any) -> None:
    assert client.getInteractiveURL(wcTicket="t", sessionID="s") is None
    assert client.interactiveDone(wcTicket="t") == "Done"
    assert client.interactiveRejected(wcTicket="t", reason="none").endswith(".")


def test_a_wrong_password_by_a_real_client(client: Any) -> None:
    assert client.authenticate(strUserName=USER, strPassword="guess")[1] == "nvu"


def signatures(document: bytes) -> dict[str, Signature]:
    """By operation: the parameters and the result, each with its type, in order."""
    schema = etree.fromstring(document).find(f".//{XS}schema")
    assert schema is not None
    assert schema.get("elementFormDefault") == "qualified"
    wrappers = {
        one.get("name", ""): [
            (inner.get("name", ""), inner.get("type", "").rpartition(":")[2])
            for inner in one.iter(f"{XS}element")
            if inner is not one
        ]
        for one in schema.findall(f"{XS}element")
    }
    return {
        name: (inner, wrappers[f"{name}Response"])
        for name, inner in wrappers.items()
        if not name.endswith("Response")
    }


def test_all_eleven_operations_are_described() -> None:
    found = signatures(wsdl(f"{ADDRESS}/qbwc"))
    assert set(found) == set(OPERATIONS)
    assert len(found) == 11
    for name, (parameters, result) in found.items():
        assert tuple(one for one, _ in parameters) == OPERATIONS[name].parameters
        assert result == [(f"{name}Result", OPERATIONS[name].returns.value)]


def test_every_operation_names_its_action_and_the_address_is_ours() -> None:
    document = wsdl(f"{ADDRESS}/qbwc")
    soap = "{http://schemas.xmlsoap.org/wsdl/soap/}"
    root = etree.fromstring(document)
    actions = [one.get("soapAction") for one in root.iter(f"{soap}operation")]
    assert actions == [f"{NAMESPACE}{name}" for name in OPERATIONS]
    assert [one.get("location") for one in root.iter(f"{soap}address")] == [f"{ADDRESS}/qbwc"]
    assert root.get("targetNamespace") == NAMESPACE


@pytest.mark.skipif(not intuit_wsdl.IS_HERE, reason=intuit_wsdl.NOT_HERE)
def test_operations_are_those_of_the_public_wsdl() -> None:
    theirs = signatures(intuit_wsdl.FILE.read_bytes())
    ours = signatures(wsdl(f"{ADDRESS}/qbwc"))
    assert len(theirs) == 8
    # Its serverVersion declares a parameter that Web Connector never sends (reference §1.2).
    theirs["serverVersion"] = ([], theirs["serverVersion"][1])
    assert {name: ours[name] for name in theirs} == theirs
    assert set(ours) - set(theirs) == {
        "getInteractiveURL",
        "interactiveDone",
        "interactiveRejected",
    }


@pytest.mark.skipif(not intuit_wsdl.IS_HERE, reason=intuit_wsdl.NOT_HERE)
def test_a_client_of_the_public_wsdl_is_served(desk: MemoryDesk) -> None:
    binding = f"{{{NAMESPACE}}}QBWebConnectorSvcSoap"
    with served(service(desk)) as address:
        client = zeep.Client(str(intuit_wsdl.FILE))  # type: ignore[no-untyped-call]
        calls = client.create_service(binding, f"{address}/qbwc")  # type: ignore[no-untyped-call]
        ticket, _ = calls.authenticate(USER, PASSWORD)
        assert calls.sendRequestXML(ticket, "", "", "US", 16, 0) == REQUEST
        assert calls.receiveResponseXML(ticket, RESPONSE, "", "") == 50
        assert calls.serverVersion("1").startswith("Scanpost")
        client.transport.session.close()
