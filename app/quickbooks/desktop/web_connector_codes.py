"""What Web Connector's own codes (QBWC1012) mean that people see in its window. Reference §4.3.

For the help page: a person looks up the code and reads what to do on that computer.
"""

import re
from dataclasses import dataclass

_CODE = re.compile(r"(?:QBWC\s*)?(\d{4})", re.I)


@dataclass(frozen=True, slots=True)
class Help:
    """What a code means, and what a person does about it."""

    title: str
    action: str


_ADDRESS = Help(
    "Web Connector does not accept Scanpost's address",
    "The server's address must begin with https, have a name (not a number) and a certificate that"
    " Windows trusts. Correct it on the server, then download the .qwc file again and add it.",
)
_QWC = Help(
    "Web Connector does not accept the .qwc file",
    "Download the file again from Scanpost and add it as it is. If it stays, please report this.",
)
_LOG = Help(
    "Web Connector cannot write its log",
    "Close Web Connector completely (also beside the clock), make sure that it runs only once, and"
    " start it as the Windows user who uses QuickBooks. If it stays, restart the computer.",
)
_START = Help(
    "Web Connector did not start",
    "Restart the computer. If it stays, install Web Connector again.",
)
_CONNECT = Help(
    "Web Connector could not connect to QuickBooks",
    "Open the company file in QuickBooks as Admin, close every window that waits for an answer, and"
    " press Update Selected. Allow Scanpost's access if QuickBooks asks.",
)
_SELECT = Help(
    "Scanpost's entry is missing or not selected in Web Connector",
    "Tick Scanpost's row and press Update Selected. If there is no row, add the .qwc file again.",
)
_FILE_ID = Help(
    "Web Connector could not mark the company file",
    "Open the company file as Admin in single-user mode, remove Scanpost from Web Connector and add"
    " its .qwc file again. A copy of another company's file needs a .qwc file of its own.",
)
_PASSWORD = Help(
    "Web Connector has no valid password",
    "Make a new password in Scanpost under QuickBooks, Connection, and type it into the Password"
    " field of Web Connector.",
)
_OURS = Help(
    "Web Connector's call to Scanpost failed",
    "Web Connector tries again at its next run. If it stays, check that the computer reaches"
    " Scanpost's address in a browser.",
)
_CERTIFICATE = Help(
    "Web Connector cannot verify the server's certificate",
    "Open Scanpost's address in a browser on that computer: it must show no warning. The server"
    " must send its whole chain of certificates.",
)
_ENDED = Help(
    "The update finished with errors",
    "Read the text beside Scanpost's row in Web Connector: it says what went wrong.",
)
_BY_CODE: dict[int, Help] = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1004, 1010, 1035), _ADDRESS),
    **dict.fromkeys((1034, 1036, 1037, 1039, 1046), _QWC),
    **dict.fromkeys((1005, 1033, 1085), _LOG),
    1006: _START,
    **dict.fromkeys((1007, 1008, 1009, 1013, 1014, 1015, 1022, 1023, 1024), _CONNECT),
    **dict.fromkeys((1011, 1016, 1017, 1018, 1019, 1020, 1032), _SELECT),
    **dict.fromkeys((1025, 1026, 1027), _FILE_ID),
    **dict.fromkeys((1028, 1029, 1030, 1040), _PASSWORD),
    1031: _ENDED,
    **dict.fromkeys((1012, 1041, 1042, 1043, 1044, 1045), _OURS),
    1048: _CERTIFICATE,
}
CODES = tuple(sorted(_BY_CODE))


def web_connector_code(text: str) -> Help | None:
    """What a code of Web Connector means, written "QBWC1012" or "1012"; None if unknown."""
    found = _CODE.fullmatch(text.strip())
    return _BY_CODE.get(int(found[1])) if found else None
