"""The .qwc file: what a person opens in Web Connector to add a company (reference §1.5)."""

from urllib.parse import urlsplit

from lxml import etree

OWNER_ID = "{FF5E046C-7394-4B7B-AD44-DCA871628325}"
"""Scanpost, for all installations and for ever: QuickBooks keeps a company's FileID under it."""

DESCRIPTION_LENGTH = 80
LOCAL_HOSTS = ("localhost",)


class Unsuitable(ValueError):
    """Web Connector would refuse this file; the text says why."""


def qwc(
    app_name: str,
    url: str,
    support_url: str,
    user_name: str,
    file_id: str,
    *,
    owner_id: str = OWNER_ID,
    seconds: int = 10,
    description: str = "Warehouse scans to QuickBooks",
    unique_name: str = "",
) -> str:
    """The file for one company. Raises Unsuitable.

    `app_name` is what people see and what QuickBooks authorises; `file_id` is the GUID, in braces,
    that marks the company file; `seconds` is the least time between two updates. With a
    `unique_name` a file that is added again replaces the first instead of standing beside it. The
    password is never in it.
    """
    _check_addresses(url, support_url)
    if seconds < 1:
        raise Unsuitable("Web Connector calls once a second at most.")
    root = etree.Element("QBWCXML")
    values = {
        "AppName": app_name,
        "AppID": "",
        "AppURL": url,
        "AppDescription": description[:DESCRIPTION_LENGTH],
        "AppSupport": support_url,
        "UserName": user_name,
        "OwnerID": owner_id,
        "FileID": file_id,
        "QBType": "QBFS",
        "Style": "Document",
        "IsReadOnly": "false",
        "PersonalDataPref": "pdpNotNeeded",
        "UnattendedModePref": "umpRequired",
    }
    if unique_name:
        values["AppUniqueName"] = unique_name
    for name, text in values.items():
        etree.SubElement(root, name).text = text
    scheduler = etree.SubElement(root, "Scheduler")
    etree.SubElement(scheduler, "RunEveryNSeconds").text = str(seconds)
    etree.indent(root)
    written = etree.tostring(root, encoding="ascii").decode()
    return f'<?xml version="1.0"?>\n{written}\n'


def _check_addresses(url: str, support_url: str) -> None:
    ours, support = urlsplit(url), urlsplit(support_url)
    for address in (ours, support):
        host = address.hostname or ""
        if address.scheme != "https" and host not in LOCAL_HOSTS:
            raise Unsuitable(f"Web Connector calls only https addresses; {host} has none.")
        if host.replace(".", "").isdigit() or ":" in host:
            raise Unsuitable(f"Web Connector takes a name, not the number {host}.")
    if ours.hostname != support.hostname:
        raise Unsuitable("The service and its support page must be on the same host.")
