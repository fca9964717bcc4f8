"""Webhooks of QuickBooks Online: is it Intuit that speaks, and what changed where. Pure.

Intuit signs the raw body (reference §5): base64 of HMAC-SHA256 under the app's verifier token. The
body is an array of CloudEvents, each with its own company; the shape before that groups changes by
company and has no ids, so they get one from what they say.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from app.core import clock
from app.quickbooks.online.wire import Json, loads
from app.sync.inbound.notices import Change, Notice

SIGNATURE = "intuit-signature"
_CHANGES = {
    "created": Change.CHANGED,
    "create": Change.CHANGED,
    "updated": Change.CHANGED,
    "update": Change.CHANGED,
    "voided": Change.CHANGED,
    "void": Change.CHANGED,
    "deleted": Change.DELETED,
    "delete": Change.DELETED,
    "merged": Change.MERGED,
    "merge": Change.MERGED,
}
"""Emailed and whatever comes later change nothing that concerns us."""

Told = list[tuple[str, Notice]]
"""Notices with the realm of the company they are about."""


def is_signed(body: bytes, signature: str, verifiers: Sequence[str]) -> bool:
    """Was `body` signed under one of these tokens? Takes the same time whatever is wrong."""
    signed = False
    for verifier in verifiers:
        digest = hmac.new(verifier.encode(), body, hashlib.sha256).digest()
        given = signature.encode("utf-8", "replace")
        signed |= bool(verifier) and hmac.compare_digest(base64.b64encode(digest), given)
    return signed


def understood(body: bytes) -> Told:
    """What the body tells, in either shape; what it does not tell plainly is left out.

    Raises ValueError for a body that is no JSON.
    """
    content = loads(body.decode())
    if isinstance(content, list):
        return [one for event in _dicts(content) for one in _event(event)]
    if isinstance(content, dict) and "specversion" in content:
        return list(_event(content))
    return list(_old(content)) if isinstance(content, dict) else []


def _event(event: Json) -> Iterator[tuple[str, Notice]]:
    """A CloudEvent: `qbo.<kind>.<what happened>.v1`."""
    words = str(event.get("type") or "").split(".")
    realm, record = _text(event, "intuitaccountid"), _text(event, "intuitentityid")
    change = _CHANGES.get(words[2].lower()) if len(words) > 2 and words[0] == "qbo" else None
    if change is None or not realm or not record or not _text(event, "id"):
        return
    data = event.get("data")
    merged = {key.lower(): value for key, value in data.items()} if isinstance(data, dict) else {}
    yield (
        realm,
        Notice(
            notice_id=_text(event, "id"),
            entity=words[1].lower(),
            external_id=record,
            change=change,
            happened_at=_moment(event.get("time")),
            merged_id=_text(merged, "deletedid"),
        ),
    )


def _old(content: Json) -> Iterator[tuple[str, Notice]]:
    """The shape before CloudEvents."""
    for one in _dicts(content.get("eventNotifications")):
        realm, change_event = _text(one, "realmId"), one.get("dataChangeEvent")
        entities = change_event.get("entities") if isinstance(change_event, dict) else None
        for entity in _dicts(entities):
            change = _CHANGES.get(_text(entity, "operation").lower())
            if change is None or not realm or not _text(entity, "id"):
                continue
            said = [realm, *(_text(entity, key) for key in ("name", "id", "operation"))]
            said.append(_text(entity, "lastUpdated"))
            yield (
                realm,
                Notice(
                    notice_id=hashlib.sha256("|".join(said).encode()).hexdigest(),
                    entity=_text(entity, "name").lower(),
                    external_id=_text(entity, "id"),
                    change=change,
                    happened_at=_moment(entity.get("lastUpdated")),
                    merged_id=_text(entity, "deletedId").split(" ")[0],
                ),
            )


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _moment(value: Any) -> datetime:
    """QuickBooks' time, which may have nanoseconds; now where it cannot be read."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return clock.now()
    return moment.astimezone(UTC) if moment.tzinfo else clock.now()
