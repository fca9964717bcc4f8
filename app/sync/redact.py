"""Exchanges as people may see them: nothing in them that would open an account.

Messages to the accounting API carry no secrets in their bodies, and headers are never stored; this
is the second lock. Lengths are hidden too.
"""

import re

HIDDEN = "•••"
_NAMES = (
    "access_token|refresh_token|id_token|client_secret|client_id|code_verifier|authorization_code"
    "|authorization|password|api_key|verifier_token|webhook_verifier"
)
_PATTERNS = (
    # "refresh_token": "…", and the same with escaped quotes inside another JSON text
    re.compile(rf'(\\?"(?:{_NAMES})\\?"\s*:\s*\\?")(?:[^"\\]|\\[^"])*', re.IGNORECASE),
    # refresh_token=… in a form or an address
    re.compile(rf"(\b(?:{_NAMES})=)[^&\s\"']+", re.IGNORECASE),
    # Authorization: Bearer …
    re.compile(r"(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    # a signed or encrypted token by its own form, and Intuit's refresh tokens by theirs
    re.compile(r"()\beyJ[\w-]{10,}(?:\.[\w-]*){2,4}"),
    re.compile(r"()\b(?:AB1\d|RT1-)[A-Za-z0-9-]{30,}"),
)


def redacted(text: str) -> str:
    """`text` with the value of everything secret replaced."""
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text
