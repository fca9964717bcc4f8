"""What we know of QuickBooks about one document, in one statement: it runs inside every scan.

One statement is a union of all that `app.sync.preflight.check` asks for: the mappings of what the
document names, the accounts, class and location that settings choose, transactions with its number,
and our own rows of the document and of its order.
"""

import json
from collections.abc import Mapping as ReadOnlyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.prepared import prepared
from app.core.upsert import table_of
from app.sync.documents import AnyDocument, Decisions, ItemDoc, PartyDoc
from app.sync.facts import Facts
from app.sync.mappings import named_ids
from app.sync.models import (
    ExternalAccount,
    ExternalRecord,
    ExternalTransaction,
    Mapping,
    SyncOperation,
)
from app.sync.port import Entity, Ref, Refs
from app.sync.preflight.check import check
from app.sync.preflight.finding import Finding
from app.sync.preflight.known import Account, Known, Namesake, Taken, places_of
from app.sync.settings import ConnectionSettings

log = structlog.get_logger()

_mapping, _account = table_of(Mapping).c, table_of(ExternalAccount).c
_record = table_of(ExternalRecord).c
_transaction, _op = table_of(ExternalTransaction).c, table_of(SyncOperation).c

_CONNECTION = sa.bindparam("connection", type_=sa.Uuid())
_DOCUMENT = sa.bindparam("document", type_=sa.Uuid())
_KIND = sa.bindparam("kind", type_=sa.String())
_ORDER = sa.bindparam("order", type_=sa.Uuid())
_NO_ID = sa.cast(sa.null(), sa.Uuid())
_NOTHING = sa.literal_column("''", sa.String)
_NO_JSON = sa.cast(sa.null(), sa.JSON())
_YES = sa.true()


def _text(constant: str) -> Any:
    return sa.literal_column(f"'{constant}'", sa.String)


def _arm(
    source: str,
    kind: Any,
    external_id: Any,
    *,
    local_id: Any = _NO_ID,
    text: Any = _NOTHING,
    more: Any = _NOTHING,
    details: Any = _NO_JSON,
    others: Any = _NO_JSON,
    active: Any = _YES,
) -> sa.Select[Any]:
    """One arm of the union; all arms have these columns."""
    return sa.select(
        _text(source).label("source"),
        sa.cast(kind, sa.String).label("kind"),
        external_id.label("external_id"),
        local_id.label("local_id"),
        text.label("text"),
        more.label("more"),
        details.label("details"),
        others.label("others"),
        active.label("active"),
    )


_REF, _CHART, _PLACE, _TAKEN, _OWN, _FIRST = "ref", "account", "place", "taken", "own", "first"


def _union(one_of: Any, chosen: Any, placed: Any) -> Any:
    """The statement, with an engine's own way of saying “one of these values”."""
    first = (
        _arm(_FIRST, _op.document_type, _NOTHING, local_id=_op.document_id)
        .where(_op.connection_id == _CONNECTION, _op.order_id == _ORDER)
        .order_by(_op.created_at, _op.id)
        .limit(1)
        .subquery()
    )
    return sa.union_all(
        _arm(
            *(_REF, _mapping.kind, _mapping.external_id),
            local_id=_mapping.local_id,
            text=_mapping.external_number,
            details=_mapping.details,
        ).where(_mapping.connection_id == _CONNECTION, one_of(_mapping.local_id)),
        _arm(
            *(_CHART, _account.account_type, _account.external_id),
            text=_account.name,
            more=_account.account_subtype,
            active=_account.active,
        ).where(_account.connection_id == _CONNECTION, chosen(_account.external_id)),
        _arm(
            *(_PLACE, _record.kind, _record.external_id),
            text=_record.name,
            active=_record.active,
        ).where(
            _record.connection_id == _CONNECTION,
            _record.kind.in_([_text(Entity.CLASS.value), _text(Entity.LOCATION.value)]),
            placed(_record.external_id),
        ),
        _arm(
            *(_TAKEN, _transaction.entity, _transaction.external_id),
            local_id=_transaction.document_id,
            text=_transaction.party,
            active=sa.not_(_transaction.deleted),
        ).where(
            _transaction.connection_id == _CONNECTION,
            sa.or_(
                _transaction.number == sa.bindparam("number", type_=sa.String()),
                sa.and_(_transaction.document_type == _KIND, _transaction.document_id == _DOCUMENT),
            ),
        ),
        _arm(
            *(_OWN, _op.document_type, _NOTHING),
            local_id=_op.document_id,
            text=_op.entered_by_hand,
            details=_op.decisions,
            others=_op.foreseen,
        ).where(
            _op.connection_id == _CONNECTION,
            _op.document_type == _KIND,
            _op.document_id == _DOCUMENT,
        ),
        sa.select(*first.c),
    )


_IDS, _CHOSEN, _PLACED = "ids", "accounts", "places"


def _sqlite(name: str) -> Any:
    values = sa.func.json_each(sa.bindparam(name, type_=sa.String())).table_valued("value")
    return lambda column: sa.type_coerce(column, sa.String()).in_(sa.select(values.c.value))


def _postgresql(name: str, type_: Any) -> Any:
    return lambda column: column == sa.any_(sa.bindparam(name, type_=ARRAY(type_)))


_KNOWN = {
    "sqlite": prepared(_union(_sqlite(_IDS), _sqlite(_CHOSEN), _sqlite(_PLACED))),
    "postgresql": prepared(
        _union(
            _postgresql(_IDS, sa.Uuid()),
            _postgresql(_CHOSEN, sa.String()),
            _postgresql(_PLACED, sa.String()),
        )
    ),
}


@dataclass(frozen=True, slots=True)
class Company:
    """A connection as far as foreseeing needs it."""

    id: UUID
    settings: ConnectionSettings
    facts: Facts

    @classmethod
    def of(cls, id: UUID, settings: dict[str, Any], facts: dict[str, Any] | None) -> "Company":
        """From the columns of a connection."""
        return cls(id, ConnectionSettings.of(settings), Facts.of(facts))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What stands against a document now; `before` are the causes that were known already."""

    findings: Sequence[Finding] = ()
    before: frozenset[str] = field(default_factory=frozenset)

    def stored(self) -> list[dict[str, Any]] | None:
        """JSON for the operation's row; None if nothing stands against it."""
        return [one.problem.as_dict() for one in self.findings] or None

    def floor_words(self) -> tuple[str, ...]:
        """What the person with the goods in hand is told, each thing once per document."""
        new = [
            one.floor
            for one in self.findings
            if one.floor and one.refused and one.problem.cause not in self.before
        ]
        return tuple(f"QuickBooks will not take this: {text}. {_ON}" for text in new[:1])


_ON = "Tell the office. Your scan counted."


async def foresee(
    session: AsyncSession, company: Company, document: AnyDocument, *, order_id: UUID | None
) -> Foreseen:
    """Check `document`; one statement. Nothing is foreseen for one that is entered by hand."""
    rows = await _rows(session, company, document, order_id)
    own = next((row for row in rows if row.source == _OWN), None)
    if own is not None and own.text:
        return Foreseen()
    namesakes = await _namesakes(session, company, document)
    try:
        return _foreseen(company, document, own, rows, namesakes)
    except Exception:  # a scan must not fail for a warning's sake
        log.exception("sync.preflight_failed", document=str(document.id))
        return Foreseen()


async def _namesakes(
    session: AsyncSession, company: Company, document: AnyDocument
) -> tuple[Namesake, ...]:
    """Records in QuickBooks with the name we want to give; scans give none, and ask nothing."""
    if not isinstance(document, ItemDoc | PartyDoc) or document.name is None:
        return ()
    found = await session.execute(
        sa.select(_record.kind, _record.external_id, _record.name).where(
            _record.connection_id == company.id,
            _record.active,
            _record.kind.in_((Entity.ITEM, Entity.CUSTOMER, Entity.VENDOR)),
            sa.func.lower(_record.name) == document.name.lower(),
        )
    )
    return tuple(Namesake(*row) for row in found)


def _foreseen(
    company: Company,
    document: AnyDocument,
    own: Any,
    rows: Sequence[Any],
    namesakes: tuple[Namesake, ...],
) -> Foreseen:
    decided = Decisions.model_validate((own.details if own else None) or {}).applied(document)
    known = replace(_known(company, document, rows), namesakes=namesakes)
    before = {str(one.get("cause", "")) for one in (own.others if own else None) or ()}
    return Foreseen(check(decided, known), frozenset(before))


async def _rows(
    session: AsyncSession, company: Company, document: AnyDocument, order_id: UUID | None
) -> Sequence[Any]:
    ids, accounts = named_ids(document), _chosen(company.settings)
    places = [one for _, one in places_of(document, company.settings, company.facts)]
    dialect = session.get_bind().dialect.name
    as_list = dialect == "postgresql"
    values = {
        "connection": company.id,
        "document": document.id,
        "kind": document.kind,
        "number": document.number,
        "order": order_id,
        _IDS: list(ids) if as_list else json.dumps([one.hex for one in ids]),
        _CHOSEN: accounts if as_list else json.dumps(accounts),
        _PLACED: places if as_list else json.dumps(places),
    }
    return (await session.execute(_KNOWN[dialect], values)).all()


def _chosen(settings: ConnectionSettings) -> list[str]:
    accounts = settings.accounts
    named = (
        *(accounts.accounts_payable, accounts.adjustment, accounts.deposit_to),
        *(accounts.refund_from, accounts.asset, accounts.income, accounts.cogs),
        *accounts.adjustment_by_reason.values(),
    )
    return [one for one in named if one]


def _known(company: Company, document: AnyDocument, rows: Sequence[Any]) -> Known:
    refs: dict[tuple[str, UUID], Ref] = {}
    accounts: dict[str, Account] = {}
    places: dict[tuple[str, str], tuple[str, bool]] = {}
    taken: list[Taken] = []
    first, gone = True, False
    for row in rows:
        match row.source:
            case "ref":
                refs[row.kind, row.local_id] = Ref(row.external_id, "", row.text, row.details)
            case "account":
                accounts[row.external_id] = Account(row.text, row.kind, row.more, row.active)
            case "place":
                places[row.kind, row.external_id] = row.text, row.active
            case "taken" if row.local_id == document.id:
                gone = gone or not row.active
            case "taken" if row.active:
                taken.append(Taken(row.kind, row.external_id, row.text))
            case "first":
                first = row.local_id == document.id
    return Known(
        refs=_refs(company, document, refs, first=first),
        accounts=accounts,
        places=places,
        taken=tuple(taken),
        gone=gone,
    )


def _refs(
    company: Company,
    document: AnyDocument,
    known: ReadOnlyMapping[tuple[str, UUID], Ref],
    *,
    first: bool,
) -> Refs:
    return Refs(
        known=known,
        settings=company.settings,
        facts=company.facts,
        own=known.get((document.kind, document.id)),
        first_of_order=first,
    )
