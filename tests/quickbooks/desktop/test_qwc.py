"""The .qwc file has what Web Connector wants, and nothing that it refuses."""

import re

import pytest
from lxml import etree

from app.quickbooks.desktop.qwc import DESCRIPTION_LENGTH, OWNER_ID, Unsuitable, qwc

FILE_ID = "{0E2F4A6C-8B1D-4F3E-A5C7-9D0B2E4F6A81}"
HOST = "https://scan.example.com"
GUID = r"\{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\}"


def made(url: str = f"{HOST}/qbwc", support: str = f"{HOST}/qbwc/support", **more: object) -> str:
    app_name = str(more.pop("app_name", "Scanpost - Harbor & Vale"))
    return qwc(app_name, url, support, "scanpost-k7m2p9qx", FILE_ID, **more)  # type: ignore[arg-type]


def test_all_that_is_required_is_there_once() -> None:
    root = etree.fromstring(made(seconds=5, unique_name="Scanpost 1").encode())
    found = {one.tag: one.text or "" for one in root}
    assert root.tag == "QBWCXML"
    assert len(found) == len(root)
    assert found == {
        "AppName": "Scanpost - Harbor & Vale",
        "AppID": "",
        "AppURL": f"{HOST}/qbwc",
        "AppDescription": "Warehouse scans to QuickBooks",
        "AppSupport": f"{HOST}/qbwc/support",
        "UserName": "scanpost-k7m2p9qx",
        "OwnerID": OWNER_ID,
        "FileID": FILE_ID,
        "QBType": "QBFS",
        "Style": "Document",
        "IsReadOnly": "false",
        "PersonalDataPref": "pdpNotNeeded",
        "UnattendedModePref": "umpRequired",
        "AppUniqueName": "Scanpost 1",
        "Scheduler": found["Scheduler"],
    }
    assert root.findtext("Scheduler/RunEveryNSeconds") == "5"


def test_the_owner_never_changes() -> None:
    """QuickBooks keeps every company's mark under it: another one would ask for all rights anew."""
    assert OWNER_ID == "{FF5E046C-7394-4B7B-AD44-DCA871628325}"
    assert re.fullmatch(GUID, OWNER_ID)


def test_the_file_is_plain_ascii_whatever_the_company_is_called() -> None:
    text = made(app_name="Zoë & Søn <Łódź>", description="d" * 200)
    assert text.isascii()
    assert text.startswith('<?xml version="1.0"?>\n<QBWCXML>')
    root = etree.fromstring(text.encode())
    assert root.findtext("AppName") == "Zoë & Søn <Łódź>"
    assert len(root.findtext("AppDescription") or "") == DESCRIPTION_LENGTH


def test_this_computer_needs_no_certificate() -> None:
    assert made("http://localhost:8000/qbwc", "http://localhost:8000/qbwc/support")


@pytest.mark.parametrize(
    ("url", "support", "why"),
    [
        ("http://scan.example.com/qbwc", f"{HOST}/s", "https"),
        (f"{HOST}/qbwc", "http://scan.example.com/s", "https"),
        ("https://192.168.1.5/qbwc", "https://192.168.1.5/s", "number"),
        ("https://[::1]/qbwc", "https://[::1]/s", "number"),
        ("http://127.0.0.1:8000/qbwc", "http://127.0.0.1:8000/s", "https"),
        (f"{HOST}/qbwc", "https://other.example.com/s", "same host"),
        ("", "", "https"),
    ],
)
def test_an_address_that_web_connector_refuses_is_refused_first(
    url: str, support: str, why: str
) -> None:
    with pytest.raises(Unsuitable, match=why):
        made(url, support)


def test_it_cannot_call_more_than_once_a_second() -> None:
    with pytest.raises(Unsuitable, match="second"):
        made(seconds=0)
