"""The simulated company: what QuickBooks Online does with each operation on its books.

Rules live in the modules named after their idea; this one puts them in order. Everything here is
synchronous and does no I/O but the store's write-through: an operation is atomic on the event loop.
"""

from collections.abc import Callable
from typing import Any

from app.quickbooks.simulator.books import Books, Clock
from app.quickbooks.simulator.changes import changed_since
from app.quickbooks.simulator.entities import Entity, Family, Void
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.faults import FaultBoard, FaultKind
from app.quickbooks.simulator.links import check_unlinked, follow_links
from app.quickbooks.simulator.names import completed_name
from app.quickbooks.simulator.oauth import OAuthServer
from app.quickbooks.simulator.payload import checked, require
from app.quickbooks.simulator.query import answered, parsed
from app.quickbooks.simulator.references import resolved
from app.quickbooks.simulator.requestids import RequestIds
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.singles import has_inventory, single
from app.quickbooks.simulator.store import Store
from app.quickbooks.simulator.throttle import Throttle
from app.quickbooks.simulator.transactions import (
    Options,
    check_period_of,
    completed_transaction,
    voided,
)
from app.quickbooks.simulator.values import Doc, envelope_time, stamp
from app.quickbooks.simulator.webhooks import Webhooks

REALM = "9130357849201846"
_WRITABLE_STATES = ("TRIAL", "TRIALOPTIN", "SUBSCRIBED")
_IDENTITY = ("Id", "SyncToken", "MetaData", "domain", "sparse")


class SimulatedCompany:
    """One QuickBooks Online company in memory, persisted in ``store``; ``clock`` tells its time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        realm: str = REALM,
        webhooks: Webhooks | None = None,
    ) -> None:
        """``webhooks`` is given where several companies belong to the same app."""
        self.realm = realm
        self.clock = clock
        self.books = Books(store, clock)
        self.faults = FaultBoard()
        self.oauth = OAuthServer(self.books, realm)
        self.throttle = Throttle(clock)
        self.request_ids = RequestIds(self.books)
        self.webhooks = webhooks or Webhooks(clock, self.faults)
        self.webhooks.watch(realm, self.books, lambda: self.oauth.connected)

    # ---- reading

    def read(self, entity: Entity, id: str) -> Doc:
        """The answer to GET …/{entity}/{id}."""
        if entity.family is Family.SINGLE:
            return self._envelope(entity, single(self.books, entity.name, self.realm))
        return self._envelope(entity, self.books.shown(entity.name, self._existing(entity, id)))

    def query(self, text: str) -> Doc:
        statement = parsed(text)
        self._check_edition(statement.entity)
        name = statement.entity.name
        if statement.entity.family is Family.SINGLE:
            rows = [single(self.books, name, self.realm)]
        else:
            rows = [self.books.shown(name, doc) for doc in self.books.all(name)]
        return {"QueryResponse": answered(statement, rows), "time": self.time()}

    def changes(self, names: str, since: str) -> Doc:
        return {**changed_since(self.books, names, since, self.realm), "time": self.time()}

    def time(self) -> str:
        return envelope_time(self.clock())

    # ---- writing

    def write(
        self,
        entity: Entity,
        payload: Any,
        *,
        include: frozenset[str] = frozenset(),
        by_hand: bool = False,
    ) -> Doc:
        """Create the record, or update it where the body carries an Id.

        ``by_hand``: a person does it on QuickBooks' own screens, where the API's own limits and
        provoked faults do not apply.
        """
        self._check_writable(entity)
        code = self.books.behaviour.forbidden_character_code
        body = checked(payload, entity.fields, "", name_code=code)
        previous = self._current(entity, body) if body.get("Id") else None
        if previous is not None and "void" in include and entity.void is Void.INCLUDE:
            return self._void(entity, previous)
        body = resolved(self.books, body, entity.fields)
        doc = self._merged(entity, body, previous)
        require(doc, entity.fields)
        if previous is not None:
            self._check_frozen(entity, previous["Id"])
            doc["Id"] = previous["Id"]
        if entity.family is Family.NAME:
            self._check_item_edition(doc)
            doc = completed_name(self.books, entity, doc, previous)
        else:
            lose = (lambda: False) if by_hand else (lambda: self._loses_links(entity))
            options = Options(include, lose, by_hand)
            doc = completed_transaction(self.books, entity, doc, previous, options)
        return self._keep(entity, doc, previous)

    def delete(self, entity: Entity, payload: Any, *, by_hand: bool = False) -> Doc:
        """POST …?operation=delete with Id and SyncToken. By hand a bill or invoice unlinks too."""
        self._check_writable(entity)
        previous = self._current(entity, payload)
        if entity.family is Family.NAME:
            raise QboFault(500, operation=f"delete on {entity.name}")
        self._check_frozen(entity, previous["Id"])
        check_period_of(self.books, previous)
        if not (by_hand and entity.name in ("Bill", "Invoice")):
            check_unlinked(entity, previous)
        self.books.remove(entity, previous["Id"])
        self.books.tell(entity, previous["Id"], "deleted")
        follow_links(self.books, entity, {**previous, "LinkedTxn": []}, previous)
        stub = {"status": "Deleted", "domain": "QBO", "Id": previous["Id"]}
        return self._envelope(entity, stub)

    @rule(29, "S20: operation=void for invoices; receipts by update with include=void")
    def void(self, entity: Entity, payload: Any, *, by_hand: bool = False) -> Doc:
        """POST …?operation=void with Id and SyncToken. By hand all that is posted can be voided."""
        self._check_writable(entity)
        posted = entity.stock != 0 and entity.name != "InventoryAdjustment"
        if entity.void is not Void.OPERATION and not (by_hand and posted):
            raise QboFault(500, operation=f"void on {entity.name}")
        return self._void(entity, self._current(entity, payload))

    def _void(self, entity: Entity, previous: Doc) -> Doc:
        self._check_frozen(entity, previous["Id"])
        check_period_of(self.books, previous)
        return self._keep(entity, voided(entity, previous), previous, told="voided")

    def _keep(self, entity: Entity, doc: Doc, previous: Doc | None, told: str = "") -> Doc:
        doc = self._identified(entity, doc, previous)
        self.books.put(entity, doc)
        self.books.tell(entity, doc["Id"], told or ("updated" if previous else "created"))
        if entity.family is Family.TRANSACTION:
            follow_links(self.books, entity, doc, previous)
        return self._envelope(entity, self.books.shown(entity.name, doc))

    @rule(12, "S20: a string that grows by one with each write")
    def _identified(self, entity: Entity, doc: Doc, previous: Doc | None) -> Doc:
        now = stamp(self.clock())
        content = {k: v for k, v in doc.items() if k not in _IDENTITY and v is not None}
        return {
            **content,
            "Id": previous["Id"] if previous else self.books.next_id(entity.sequence),
            "SyncToken": str(int(previous["SyncToken"]) + 1) if previous else "0",
            "MetaData": {
                "CreateTime": previous["MetaData"]["CreateTime"] if previous else now,
                "LastUpdatedTime": now,
            },
            "domain": "QBO",
            "sparse": False,
        }

    @rule(13, "S20: full update clears, sparse keeps")
    def _merged(self, entity: Entity, body: Doc, previous: Doc | None) -> Doc:
        """The record as the request wants it, before the server adds its own values."""
        if previous is None:
            return {key: value for key, value in body.items() if value is not None}
        for name in entity.repeated:
            if body.get(name) is None:
                raise QboFault(2020, element=name, name=name)
        if not body.get("sparse"):
            if entity.sparse_only:
                raise QboFault(500, operation=f"full update on {entity.name}")
            return {key: value for key, value in body.items() if value is not None}
        writable = {k: v for k, v in previous.items() if not self._read_only(entity, k)}
        cleared = {k for k, v in body.items() if v is None and k != "ReorderPoint"}
        kept = {key: value for key, value in writable.items() if key not in cleared}
        return {**kept, **{key: value for key, value in body.items() if value is not None}}

    @staticmethod
    def _read_only(entity: Entity, name: str) -> bool:
        field = entity.fields.get(name)
        return field is None or field.read_only

    # ---- checks

    def _existing(self, entity: Entity, id: str) -> Doc:
        if not id.isdigit():
            raise QboFault(2030, element="Id", value=id)
        doc = self.books.find(entity.name, id)
        if doc is None:
            raise QboFault(610, element="Id", what=f"{entity.name} Id={id}")
        return doc

    @rule(12, "S13: 5010")
    def _current(self, entity: Entity, body: Any) -> Doc:
        """The stored record a request means, if its SyncToken is the current one.

        A delete or a void may bring the whole record, and nothing that is no property of it.
        """
        if not isinstance(body, dict):
            raise QboFault(400, text="The body is not an object.")
        for name in ("Id", "SyncToken"):
            if body.get(name) in (None, ""):
                raise QboFault(2020, element=name, name=name)
        code = self.books.behaviour.forbidden_character_code
        checked(body, entity.fields, "", name_code=code)
        doc = self._existing(entity, str(body["Id"]))
        if str(body["SyncToken"]) != doc["SyncToken"]:
            raise QboFault(5010, element="", type=entity.name, id=doc["Id"])
        return doc

    @rule(22, "S24: 6190 on writes only")
    def _check_writable(self, entity: Entity) -> None:
        if entity.family is Family.SINGLE:
            raise QboFault(500, operation=f"write on {entity.name}")
        status = self.books.behaviour.subscription_status
        if status not in _WRITABLE_STATES:
            raise QboFault(6190, status=status)
        self._check_edition(entity)

    @rule(23, "S21: adjustments only in US Plus and Advanced; 5020 where the edition lacks it")
    def _check_edition(self, entity: Entity) -> None:
        behaviour = self.books.behaviour
        if entity.name in ("PurchaseOrder", "InventoryAdjustment") and not has_inventory(behaviour):
            raise QboFault(5020, feature=entity.name)
        if entity.name == "InventoryAdjustment" and behaviour.country != "US":
            raise QboFault(5030, feature=entity.name)

    @rule(23, "S21")
    def _check_item_edition(self, doc: Doc) -> None:
        if doc.get("Type") == "Inventory" and not has_inventory(self.books.behaviour):
            raise QboFault(5020, feature="Inventory")

    @rule(30, "S13: 6540")
    def _check_frozen(self, entity: Entity, id: str) -> None:
        if entity.name == "SalesReceipt" and id in self.books.deposited:
            raise QboFault(6540, type=entity.name, id=id)

    def _loses_links(self, entity: Entity) -> bool:
        return self.faults.take(FaultKind.LINK_LOSS, entity.segment, "") is not None

    def _envelope(self, entity: Entity, doc: Doc) -> Doc:
        return {entity.name: doc, "time": self.time()}


def guarded(company: SimulatedCompany, work: Callable[[], Doc]) -> tuple[int, Doc]:
    """HTTP status and body of an operation; what it wrote is persisted before this returns."""
    try:
        return 200, work()
    except QboFault as fault:
        return fault.status, fault.body(company.clock(), company.books.behaviour.language)
    finally:
        company.books.commit()
