"""The faults in a tester's words: what each does, in groups as the page shows them."""

from app.quickbooks.simulator.faults import Fault, FaultKind

# kind, title, what happens
Word = tuple[FaultKind, str, str]

GROUPS: tuple[tuple[str, tuple[Word, ...]], ...] = (
    (
        "Slow, broken or lost answers",
        (
            (FaultKind.LATENCY, "Slow", "The call waits before it is done."),
            (FaultKind.LATENCY_AFTER, "Done, then slow", "The write is kept, its answer waits."),
            (FaultKind.DROP_BEFORE, "Lost call", "The line breaks before anything happened."),
            (FaultKind.DROP_AFTER, "Lost answer", "The write is kept, the line breaks after it."),
            (FaultKind.STREAM_TIMEOUT, "Stream timeout", "The write is kept, the answer is a 504."),
            (FaultKind.SERVER_ERROR, "Error 500", "A page of HTML instead of an answer."),
            (FaultKind.UNAVAILABLE, "Error 503", "QuickBooks is not available."),
            (FaultKind.XML, "XML answer", "The answer is right, but XML despite JSON asked for."),
        ),
    ),
    (
        "Refusals",
        (
            (FaultKind.THROTTLE, "Throttled (429)", "Too many calls, says QuickBooks."),
            (FaultKind.THROTTLE_XML, "Throttled, as XML", "The same 429, as XML."),
            (FaultKind.GATEWAY_403, "Throttled, as 403", "The gateway refuses with 403."),
            (FaultKind.EXPIRED_TOKEN, "Token refused (401)", "The access token is not taken."),
            (FaultKind.FAULT, "Refusal by code", "Any code of the catalogue; 10000 if none."),
            (FaultKind.FAULT_200, "Refusal in a 200", "The same, though the status says success."),
            (
                FaultKind.INVENTORY_LOCK,
                "Inventory lock",
                "Another user was saving stock just then.",
            ),
        ),
    ),
    (
        "Silent ones",
        (
            (FaultKind.REQUESTID_IGNORED, "Request id ignored", "A repeated call writes again."),
            (FaultKind.LINK_LOSS, "Link lost", "A bill is kept without its link to the order."),
        ),
    ),
    (
        "Webhooks",
        (
            (FaultKind.WEBHOOK_DUPLICATE, "Delivered twice", "The same events come again."),
            (FaultKind.WEBHOOK_DISORDER, "Out of order", "Later events come before earlier ones."),
            (FaultKind.WEBHOOK_LOST, "Never delivered", "The events are lost for good."),
        ),
    ),
)
TITLES = {kind: title for _, words in GROUPS for kind, title, _ in words}


def in_words(fault: Fault) -> str:
    """Where, how often and how: "bill, create · 2 more times · happened once"."""
    where = ", ".join(part for part in (fault.entity, fault.operation) if part) or "every call"
    left = "until switched off" if fault.times is None else f"{_times(fault.times)} more"
    happened = f"happened {_times(fault.happened)}" if fault.happened else "not happened yet"
    parts = [where, left, happened]
    if fault.kind in (FaultKind.LATENCY, FaultKind.LATENCY_AFTER):
        parts.insert(1, f"{fault.seconds:g} seconds")
    if fault.kind in (FaultKind.FAULT, FaultKind.FAULT_200):
        parts.insert(1, f"code {fault.code}")
    if fault.chance < 1:
        parts.append(f"chance {fault.chance:g}")
    return " · ".join(parts)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
