"""What a webhook notification says, in the two shapes Intuit has used, and how it is signed."""

import base64
import hashlib
import hmac
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, dumps

# The kinds Intuit offers events for. Adjustments of stock are not among them (S15).
TOLD = frozenset(
    {
        "Account",
        "Bill",
        "Class",
        "CreditMemo",
        "Customer",
        "Department",
        "Estimate",
        "Invoice",
        "Item",
        "Preferences",
        "Purchase",
        "PurchaseOrder",
        "RefundReceipt",
        "SalesReceipt",
        "Term",
        "Vendor",
        "VendorCredit",
    }
)
_OLD_WORDS = {
    "created": "Create",
    "updated": "Update",
    "deleted": "Delete",
    "merged": "Merge",
    "voided": "Void",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one record. The id is the same in every repetition.

    ``deleted_id`` is, after a merge, the record that is no more.
    """

    id: str
    realm: str
    entity: str
    record: str
    operation: str
    at: datetime
    deleted_id: str = ""


def event_id() -> str:
    return str(uuid.uuid4())


@rule(34, "S17, S4: an array of CloudEvents, several companies mixed")
def cloud_events(events: Iterable[Event]) -> bytes:
    return dumps([_cloud_event(event) for event in events]).encode()


def _cloud_event(event: Event) -> Doc:
    body: Doc = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"intuit.{_source(event.realm)}",
        "type": f"qbo.{event.entity.lower()}.{event.operation}.v1",
        "time": _nanoseconds(event.at),
        "intuitentityid": event.record,
        "intuitaccountid": event.realm,
        "data": {"deletedid": event.deleted_id} if event.deleted_id else {},
    }
    # Seen absent as well, so no receiver may need it.
    return body if event.operation == "merged" else {**body, "datacontenttype": "application/json"}


@rule(34, "S15: the shape before CloudEvents, by company")
def old_shape(events: Iterable[Event]) -> bytes:
    by_realm: dict[str, list[Doc]] = defaultdict(list)
    for event in events:
        by_realm[event.realm].append(_old_event(event))
    return dumps(
        {
            "eventNotifications": [
                {"realmId": realm, "dataChangeEvent": {"entities": entities}}
                for realm, entities in by_realm.items()
            ]
        }
    ).encode()


def _old_event(event: Event) -> Doc:
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {
        "name": event.entity,
        "id": event.record,
        "operation": _OLD_WORDS[event.operation],
        "lastUpdated": at,
    }
    return {**body, "deletedId": event.deleted_id} if event.deleted_id else body


@rule(34, "S15: base64 of HMAC-SHA256 over the raw bytes")
def signature(body: bytes, verifier: str) -> str:
    digest = hmac.new(verifier.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _source(realm: str) -> str:
    return base64.b64encode(hashlib.sha256(realm.encode()).digest()[:18]).decode()


def _nanoseconds(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"
