"""Change data capture (rule 32)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import Entity, Family, entity_named
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.singles import single
from app.quickbooks.simulator.values import SERVER_ZONE, Doc

LOOK_BACK = timedelta(days=30)
MOST_OBJECTS = 1000


@rule(32, "S12: 30 days, 1000 objects without paging, deleted stubs last")
def changed_since(books: Books, names: str, since: str, realm: str) -> Doc:
    """The CDCResponse: full documents by type, at most 1000 in all; what is over is not told."""
    moment = _moment(since)
    if moment < books.clock() - LOOK_BACK:
        raise QboFault(4002, element="changedSince", text="Older than 30 days is not supported")
    room, groups = MOST_OBJECTS, []
    for name in (part.strip() for part in names.split(",")):
        entity = entity_named(name)
        if entity is None:
            raise QboFault(2000, element="entities", name=name)
        found = [*_changed(books, entity, moment, realm), *_deleted(books, entity, moment)][:room]
        room -= len(found)
        if found:
            groups.append({entity.name: found, "startPosition": 1, "maxResults": len(found)})
    return {"CDCResponse": [{"QueryResponse": groups or [{}]}]}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QboFault(2060, element="changedSince", name="changedSince", value=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SERVER_ZONE)


def _changed(books: Books, entity: Entity, since: datetime, realm: str) -> Iterator[Doc]:
    if entity.family is Family.SINGLE:
        documents = [single(books, entity.name, realm)]
    else:
        documents = [books.shown(entity.name, doc) for doc in books.all(entity.name)]
    # MetaData has whole seconds: compare in whole seconds, or a change of this second is missed.
    since = since.replace(microsecond=0)
    for doc in documents:
        if datetime.fromisoformat(doc["MetaData"]["LastUpdatedTime"]) >= since:
            yield doc


def _deleted(books: Books, entity: Entity, since: datetime) -> Iterator[Doc]:
    for gone in books.removed.values():
        if gone.entity == entity.name and datetime.fromisoformat(gone.at) >= since.replace(
            microsecond=0
        ):
            meta = {"LastUpdatedTime": gone.at}
            yield {"domain": "QBO", "status": "Deleted", "Id": gone.id, "MetaData": meta}
