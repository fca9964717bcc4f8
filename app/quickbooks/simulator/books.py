"""The state of the simulated company: documents, numbers, names, stock; written through.

Documents in here are never changed in place: an update replaces the dictionary. All checks of an
operation come before its first ``put``, so there is nothing to roll back.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.entities import ENTITIES, Entity, Family
from app.quickbooks.simulator.ledger import Ledger, stock_effects
from app.quickbooks.simulator.store import Row, Store
from app.quickbooks.simulator.values import SERVER_ZONE, Doc, dumps, loads, stamp

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to a record: created, updated, deleted, merged or voided.

    ``deleted_id`` is, after a merge, the record that is no more.
    """

    entity: str
    id: str
    operation: str
    at: datetime
    deleted_id: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """What stays of a deleted document, for change queries."""

    entity: str
    id: str
    at: str


class Books:
    """One company's records. ``version`` rises with every write, so that pages know to refresh."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.clock = clock
        self.behaviour = Behaviour()
        self.settings_changed_at = clock()
        self.documents: dict[str, dict[str, Doc]] = {name: {} for name in ENTITIES}
        self.removed: dict[tuple[str, str], Removed] = {}
        self.deposited: set[str] = set()
        self.ledger = Ledger()
        self.version = 0
        self._names: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._numbers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._last: Counter[str] = Counter()
        self._store = store
        self._pending: list[Row] = []
        self._news: list[News] = []
        self.listeners: list[Callable[[News], None]] = []
        self._load()

    # ---- reading

    def find(self, entity: str, id: str) -> Doc | None:
        return self.documents[entity].get(id)

    def all(self, entity: str) -> Iterator[Doc]:
        return iter(self.documents[entity].values())

    def named(self, entity: Entity, name: str) -> tuple[str, str] | None:
        """(entity, id) of the record that holds this name in the entity's name space."""
        return self._names[entity.sequence].get(_fold(name))

    def numbered(self, entity: str, number: str) -> list[str]:
        """Ids of this entity's documents with this DocNumber."""
        return self._numbers[entity].get(number, [])

    def next_id(self, sequence: str) -> str:
        self._last[sequence] += 1
        self._pending.append(("counter", sequence, str(self._last[sequence])))
        return str(self._last[sequence])

    def server_today(self) -> date:
        """The server's date, which QuickBooks uses where TxnDate is omitted."""
        return self.clock().astimezone(SERVER_ZONE).date()

    def company_zone(self) -> ZoneInfo:
        return ZoneInfo(self.behaviour.time_zone)

    def shown(self, entity: str, doc: Doc) -> Doc:
        """The document as answered: an inventory item carries its quantity on hand of now."""
        if entity == "Item" and doc.get("Type") == "Inventory":
            return {**doc, "QtyOnHand": self.ledger.on_hand(doc["Id"])}
        return doc

    # ---- writing

    def put(self, entity: Entity, doc: Doc) -> None:
        """Keep this document in place of its earlier version and let stock follow."""
        id = doc["Id"]
        self._forget(entity, id)
        self._keep(entity, doc)
        self._pending.append((entity.name, id, dumps(doc)))
        self.version += 1

    def remove(self, entity: Entity, id: str) -> None:
        self._forget(entity, id)
        del self.documents[entity.name][id]
        gone = Removed(entity.name, id, stamp(self.clock()))
        self.removed[entity.name, id] = gone
        self._pending.append((entity.name, id, None))
        self._pending.append(("removed", f"{entity.name} {id}", gone.at))
        self.version += 1

    def tell(self, entity: Entity, id: str, operation: str, *, deleted_id: str = "") -> None:
        """Let listeners know, once what happened is persisted."""
        self._news.append(News(entity.name, id, operation, self.clock(), deleted_id))

    def mark_deposited(self, id: str) -> None:
        self.deposited.add(id)
        self._pending.append(("deposited", id, "1"))

    def configure(self, values: dict[str, Any]) -> None:
        """Change settings. Raises ValueError in plain words."""
        self.behaviour = self.behaviour.changed(values)
        self.settings_changed_at = self.clock()
        body = {"behaviour": self.behaviour.as_dict(), "at": self.settings_changed_at.isoformat()}
        self._pending.append(("behaviour", "", dumps(body)))
        self.version += 1
        self.tell(ENTITIES["Preferences"], "1", "updated")
        self.commit()

    def note(self, kind: str, key: str, body: str | None) -> None:
        """Have a row of a neighbour (tokens, remembered answers) written with this operation."""
        self._pending.append((kind, key, body))

    def rows(self, kind: str) -> Iterator[tuple[str, str]]:
        """Stored rows of a neighbour, read back at the start."""
        return ((key, body) for stored, key, body in self._store.load() if stored == kind)

    def commit(self) -> None:
        """Write through everything since the last commit."""
        pending, self._pending = self._pending, []
        if pending:
            self._store.save(pending)
        news, self._news = self._news, []
        for one in news:
            for listener in self.listeners:
                listener(one)

    # ---- indexes

    def _keep(self, entity: Entity, doc: Doc) -> None:
        id = doc["Id"]
        self.documents[entity.name][id] = doc
        if entity.family is Family.NAME:
            self._names[entity.sequence][_fold(doc[entity.unique])] = (entity.name, id)
        elif doc.get("DocNumber"):
            self._numbers[entity.name][doc["DocNumber"]].append(id)
        self.ledger.set(entity.name, id, stock_effects(entity, doc, self.is_inventory))

    def _forget(self, entity: Entity, id: str) -> None:
        old = self.documents[entity.name].get(id)
        if old is None:
            return
        if entity.family is Family.NAME:
            self._names[entity.sequence].pop(_fold(old[entity.unique]), None)
        elif old.get("DocNumber"):
            self._numbers[entity.name][old["DocNumber"]].remove(id)
        self.ledger.set(entity.name, id, [])

    def is_inventory(self, id: str) -> bool:
        item = self.documents["Item"].get(id)
        return item is not None and item["Type"] == "Inventory"

    def _load(self) -> None:
        rows = list(self._store.load())
        # Items first: whether a line moves stock depends on its item.
        for kind, _, body in sorted(rows, key=lambda row: row[0] != "Item"):
            if kind in ENTITIES:
                self._keep(ENTITIES[kind], loads(body))
        for kind, key, body in rows:
            if kind == "counter":
                self._last[key] = int(body)
            elif kind == "removed":
                name, _, id = key.partition(" ")
                self.removed[name, id] = Removed(name, id, body)
            elif kind == "deposited":
                self.deposited.add(key)
            elif kind == "behaviour":
                stored = loads(body)
                self.behaviour = Behaviour.restored(stored["behaviour"])
                self.settings_changed_at = datetime.fromisoformat(stored["at"])


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
