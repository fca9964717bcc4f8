"""One document of ours and a simulated Desktop company: said, lost on the way, asked about.

The dialect and the life of an operation are the real ones; what the engine keeps in the database
(the row, the mapping, the bytes in flight) is kept here in plain values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from lxml import etree

from app.core.types import new_id
from app.quickbooks.desktop.connector import DesktopConnector
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, Profile
from app.quickbooks.simulator.desktop.store import Txn
from app.sync import transitions
from app.sync.documents import (
    AnyDocument,
    DocumentLine,
    ItemRecord,
    PartyRecord,
    ReceiptDoc,
    ShipmentDoc,
    Tracked,
    document_adapter,
)
from app.sync.facts import Facts
from app.sync.models import OperationState, SyncOperation
from app.sync.port import (
    CannotSay,
    Done,
    Message,
    NothingToSay,
    Operation,
    Outcome,
    Ref,
    Refs,
    Reply,
    SyncProblem,
)
from app.sync.settings import Accounts, ConnectionSettings, PlaceLink
from app.sync.transitions import Purpose
from tests.quickbooks.desktop.intuit_schema import IS_HERE, validator
from tests.quickbooks.simulator_desktop.desk import Desk, opened

TODAY = date(2026, 2, 3)
WAREHOUSE, OTHER_WAREHOUSE = UUID(int=1), UUID(int=2)
REFUSED, LOST = "refused", "lost"
"""What happens to a message: it never gets there, or its answer never comes back."""
Fate = Callable[[int], str]
_SETTLED = (OperationState.DONE, OperationState.HELD)


def facts_of(profile: Profile, **changes: Any) -> Facts:
    """What a probe finds out about a company of this profile."""
    known = Facts(
        dialect="desktop",
        product=profile.product,
        edition=profile.edition,
        qbxml=profile.version,
        single_user=True,
        advanced_inventory=profile.advanced_inventory,
        sites=profile.sites,
        tracked=profile.tracked,
        expiry=profile.tracked == "lot" and profile.version == "16.0",
        barcodes=profile.barcodes,
        sales_orders=profile.sales_orders,
        links_at_creation=True,
        number_length=11,
        name_length=31,
        party_name_length=41,
        zone="America/New_York",
    )
    return known.model_copy(update=changes)


@dataclass
class Talk:
    """The company, what is mapped, and the row of one document."""

    desk: Desk
    settings: ConnectionSettings
    facts: Facts
    known: dict[tuple[str, UUID], Ref] = field(default_factory=dict)
    rows: dict[UUID, SyncOperation] = field(default_factory=dict)
    bytes: dict[str, Message] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    sent: list[Message] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)
    fate: Fate = lambda _: ""
    changed: Callable[[int], object] = lambda _: None

    @classmethod
    def open(cls, profile: Profile = ENTERPRISE_24, **settings: Any) -> "Talk":
        desk = opened(profile)
        account = {name: desk.books.named("Account", name) for name in ACCOUNTS}
        ids = {name: row.list_id if row else "" for name, row in account.items()}
        accounts = Accounts(
            adjustment=ids["Inventory Shrinkage"],
            accounts_payable=ids["Accounts Payable"],
            asset=ids["Inventory Asset"],
            income=ids["Sales"],
            cogs=ids["Cost of Goods Sold"],
        )
        sites = {
            str(warehouse): PlaceLink(location_id=row.list_id)
            for warehouse, name in ((WAREHOUSE, "Main"), (OTHER_WAREHOUSE, "Overflow"))
            if (row := desk.books.named("InventorySite", name)) is not None
        }
        chosen = {"accounts": accounts, "places": sites, **settings}
        return cls(desk, ConnectionSettings(**chosen), facts_of(profile))

    # ---- what is there

    def item(self, sku: str, **details: Any) -> UUID:
        """Our id of an item that is mapped."""
        row = self.desk.books.named("ItemInventory", sku)
        assert row is not None
        values = row.values
        told = {
            "type": "Inventory",
            "purchase_cost": str(values["PurchaseCost"]),
            "sales_price": str(values["SalesPrice"]),
        }
        return self._map("item", Ref(row.list_id, row.sequence, "", told | details))

    def party(self, kind: str, name: str) -> UUID:
        row = self.desk.books.named(kind.capitalize(), name)
        assert row is not None
        return self._map(kind, Ref(row.list_id, row.sequence))

    def order(self, kind: str, number: str) -> tuple[UUID, list[str]]:
        """Our id of an order, and the ids of its lines there."""
        word = "PurchaseOrder" if kind == "purchase_order" else "SalesOrder"
        txn = self.desk.person.txn(word, number)
        lines = [line.txn_line_id for line in txn.lines]
        ref = Ref(txn.txn_id, txn.sequence, number, {"lines": lines, "source": kind})
        return self._map(kind, ref), lines

    def _map(self, kind: str, ref: Ref) -> UUID:
        for (known_kind, local_id), one in self.known.items():
            if (known_kind, one.external_id) == (kind, ref.external_id):
                return local_id
        local_id = uuid4()
        self.known[kind, local_id] = ref
        return local_id

    def line(self, sku: str, qty: str, **more: Any) -> DocumentLine:
        item_id = self.item(sku)
        key = more.pop("key", str(item_id))
        return DocumentLine(
            line_key=key, item_id=item_id, sku=sku, name=sku, qty=Decimal(qty), **more
        )

    def receipt(self, *quantities: str, tracked: dict[int, Any] | None = None) -> ReceiptDoc:
        """Something of PO-2001, line by line; "" for a line that did not come."""
        order_id, lines = self.order("purchase_order", "PO-2001")
        skus = ("OAT-1L", "YOG-500", "BUT-250")
        return ReceiptDoc(
            id=uuid4(),
            number="R-000001",
            on=TODAY,
            warehouse_id=WAREHOUSE,
            vendor_id=self.party("vendor", "Fernhill Dairy Cooperative"),
            vendor_name="Fernhill Dairy Cooperative",
            purchase_order_id=order_id,
            purchase_order_number="PO-2001",
            lines=tuple(
                self.line(
                    skus[place],
                    qty,
                    key=lines[place],
                    unit_amount=Decimal("1.5"),
                    order_line_external_id=lines[place],
                    tracked=(tracked or {}).get(place, ()),
                )
                for place, qty in enumerate(quantities)
                if qty
            ),
        )

    def shipment(self, *quantities: str, **more: Any) -> ShipmentDoc:
        """Something of SO-1042, line by line."""
        order_id, lines = self.order("sales_order", "SO-1042")
        skus = ("OAT-1L", "COF-1K")
        return ShipmentDoc(
            **{
                "id": uuid4(),
                "number": "S-000001",
                "on": TODAY,
                "warehouse_id": WAREHOUSE,
                "customer_id": self.party("customer", "Juniper Street Café"),
                "customer_name": "Juniper Street Café",
                "sales_order_id": order_id,
                "sales_order_number": "SO-1042",
                "order_source": "sales_order",
                "lines": tuple(
                    self.line(
                        skus[place],
                        qty,
                        key=lines[place],
                        unit_amount=Decimal("2.6"),
                        order_line_external_id=lines[place],
                    )
                    for place, qty in enumerate(quantities)
                    if qty
                ),
                **more,
            }
        )

    # ---- saying it

    def want(self, document: AnyDocument) -> SyncOperation:
        """QuickBooks should show this now."""
        row = self.rows.get(document.id)
        snapshot = document.model_dump(mode="json")
        now = self.desk.clock()
        if row is None:
            row = SyncOperation(
                connection_id=new_id(),
                document_type=document.kind,
                document_id=document.id,
                document_number=document.number,
                snapshot=snapshot,
                wanted_at=now,
            )
            self.rows[document.id] = row
        else:
            row.wanted += 1
            row.snapshot = snapshot
            if row.state in _SETTLED:
                transitions.release(row, now=now)
        return row

    def say(self, document: AnyDocument) -> SyncOperation:
        """Say it and go on until it is there."""
        row = self.settled(self.want(document))
        assert row.state is OperationState.DONE, row.problem
        return row

    def held(self, document: AnyDocument) -> SyncProblem:
        """Say it; a person is needed, because of this."""
        row = self.settled(self.want(document))
        assert row.state is OperationState.HELD
        assert row.problem is not None
        return SyncProblem.of(row.problem)

    def settled(self, row: SyncOperation) -> SyncOperation:
        """Go on as long as one has patience."""
        for _ in range(20):
            self.step(row)
            if row.state in _SETTLED:
                return row
        raise AssertionError(f"It never ends: {row.state}, {row.problem}")

    def again(self, document: AnyDocument) -> SyncOperation:
        """A person presses Try again."""
        row = self.rows[document.id]
        transitions.release(row, now=self.desk.clock())
        return self.settled(row)

    def step(self, row: SyncOperation) -> None:
        """One message, as the engine would send it, and what its answer means."""
        in_doubt = row.state is OperationState.IN_DOUBT and row.message_key is not None
        repeating = row.message_key is not None
        asking = in_doubt or (row.ask_for is not None and not repeating)
        op = self._operation(row, repeating=repeating)
        refs = self.refs(op.document)
        connector = DesktopConnector(refs.facts, refs.settings)
        try:
            if asking:
                message = connector.encode_ask(op, refs, row.ask_for or None)
            elif repeating:
                message = self.bytes[op.key]
            else:
                message = connector.encode(op, refs)
                self.bytes[op.key] = message
                row.message_key, row.message_version = op.key, op.version
                row.message_snapshot = op.document.model_dump(mode="json")
        except (CannotSay, NothingToSay) as reason:
            transitions.unsaid(row, reason, now=self.desk.clock())
            return
        reply = self._send(message)
        outcome = None
        if reply is not None:
            read = connector.decode_ask if asking else connector.decode
            outcome = read(op, refs, reply)
        self.outcomes.append(outcome)
        self._remember(op.document, outcome)
        purpose = Purpose.ASK if asking else Purpose.SEND
        transitions.settle(row, purpose, outcome, now=self.desk.clock())

    def _operation(self, row: SyncOperation, *, repeating: bool) -> Operation:
        undecided = document_adapter.validate_python(row.snapshot)
        if repeating and row.message_snapshot and row.message_version and row.message_key:
            said = document_adapter.validate_python(row.message_snapshot)
            return Operation(
                row.id, said, row.message_version, row.message_key, row.sent, undecided
            )
        return Operation(row.id, undecided, row.wanted, uuid4().hex, row.sent, undecided)

    def refs(self, document: AnyDocument) -> Refs:
        own = self.known.get((document.kind, document.id))
        txn = self.desk.books.txns.get(own.external_id) if own else None
        if txn is not None:
            self.notes[txn.txn_id] = str(txn.values.get("Memo") or "")
        note = self.notes.get(own.external_id, "") if own else ""
        return Refs(self.known, self.settings, self.facts, TODAY, own, note=note)

    def _send(self, message: Message) -> Reply | None:
        turn = len(self.sent)
        self.sent.append(message)
        check(message.body)
        fate = self.fate(turn)
        self.desk.clock.forward(seconds=5)
        if fate == REFUSED:
            return None
        try:
            answer = self.desk.company.process(message.body)
        except Crash as crash:
            return Reply(0, crash.message, crash.hresult)
        self.changed(turn)
        return None if fate == LOST else Reply(200, answer)

    def _remember(self, document: AnyDocument, outcome: Outcome | None) -> None:
        if not isinstance(outcome, Done):
            return
        kind, local_id = outcome.belongs_to or (document.kind, document.id)
        ref = outcome.ref
        if isinstance(outcome.record, ItemRecord | PartyRecord):
            details = {"type": getattr(outcome.record, "type", "")}
            ref = replace(ref, details=details)
        self.known[kind, local_id] = ref

    # ---- what became of it

    def own(self, document: AnyDocument) -> Ref:
        return self.known[document.kind, document.id]

    def txns(self, kind: str, number: str = "") -> list[Txn]:
        """Transactions of a kind, with this number if one is given."""
        found = (one for one in self.desk.books.txns.values() if one.kind == kind)
        return [one for one in found if not number or one.values.get("RefNumber") == number]

    def on_hand(self, sku: str) -> Decimal:
        row = self.desk.books.named("ItemInventory", sku)
        assert row is not None
        stock = self.desk.books.stock.items()
        return sum((qty for key, qty in stock if key.item == row.list_id), Decimal(0))

    def targets(self) -> list[str]:
        return [message.target for message in self.sent]


_NEWER = "ExpirationDateForSerialLotNumber"
ACCOUNTS = (
    *("Inventory Shrinkage", "Accounts Payable", "Inventory Asset", "Sales"),
    "Cost of Goods Sold",
)


def check(body: str) -> None:
    """What is said is what Intuit's schema knows, where that is at hand; it knows 13.0."""
    if IS_HERE and _NEWER not in body:
        validator().assertValid(etree.fromstring(body.encode()))


def lot(name: str, qty: str, expires_on: date | None = None) -> Tracked:
    return Tracked(qty=Decimal(qty), lot=name, expires_on=expires_on)


def serials(*names: str) -> tuple[Tracked, ...]:
    return tuple(Tracked(qty=Decimal(1), serial=name) for name in names)
