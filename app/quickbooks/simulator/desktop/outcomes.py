"""The two ways QuickBooks says no: to one request, or to the whole document."""


class Refusal(Exception):
    """A status code for one request; nothing of that request is done (reference §4.1)."""

    def __init__(self, code: int, message: str, severity: str = "Error") -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.severity = severity


class Crash(Exception):
    """An HRESULT instead of an answer: for a whole document or for a session (reference §4.2)."""

    def __init__(self, hresult: str, message: str) -> None:
        super().__init__(f"{hresult} {message}")
        self.hresult = hresult
        self.message = message
