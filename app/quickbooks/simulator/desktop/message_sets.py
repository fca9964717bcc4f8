"""What QuickBooks remembers of message sets, so that a repeated one is not done twice.

Reference §2.3. The memory is part of the company file: restoring a backup takes it back too.
"""

import hashlib
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import RETURNS
from app.quickbooks.simulator.desktop.envelope import Document
from app.quickbooks.simulator.desktop.render import element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

LONGEST = 23
CLEAR_ALL = "ClearAllMessageSets"
DONE, NEVER_SEEN, OTHER_CONTENT, NO_RESPONSE, TOO_LONG = "0", "600", "9001", "9002", "9004"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What to answer without doing anything: a status, and the answers as they were."""

    status: str
    answers: tuple[Element, ...] = ()


@rule(15, "reference §2.3", "documented")
def recalled(books: Books, document: Document) -> Recalled | None:
    """The answer to give from memory, or None where the requests are to be carried out.

    Sets that the document retires are forgotten here.
    """
    new, old = document.new_set, document.old_set
    if len(new or "") > LONGEST or (old != CLEAR_ALL and len(old or "") > LONGEST):
        return Recalled(TOO_LONG)
    if new and new in books.message_sets and (document.requests or new == old):
        return _repeated(books, new, document)
    if new and new == old and not document.requests:
        return Recalled(str(books.behaves("unknown_set_check")))
    if old == CLEAR_ALL:
        books.message_sets.clear()
    elif old and books.message_sets.pop(old, None) is None and not new:
        return Recalled(NEVER_SEEN)
    return None


def _repeated(books: Books, id: str, document: Document) -> Recalled:
    digest, answers = books.message_sets[id]
    if document.requests and digest != _digest(document):
        return Recalled(OTHER_CONTENT)
    if not answers:
        return Recalled(NO_RESPONSE)
    stored = tuple(etree.fromstring(f"<all>{answers}</all>"))
    if books.behaves("replay_form") == "recovery":
        for one in stored:
            _shorten(books, one, document.version)
    return Recalled(DONE, stored)


def remember(books: Books, document: Document, answers: list[Element]) -> None:
    """Keep the outcome of a set that was carried out; forget the oldest beyond the capacity."""
    if not document.new_set:
        return
    text = "".join(etree.tostring(one, encoding="unicode") for one in answers)
    books.message_sets[document.new_set] = (_digest(document), text)
    most = books.behaves("message_sets_kept")
    while most is not None and sum(bool(kept) for _, kept in books.message_sets.values()) > most:
        oldest = next(id for id, (_, kept) in books.message_sets.items() if kept)
        if books.behaves("forgotten_sets") == "known":
            books.message_sets[oldest] = (books.message_sets[oldest][0], "")
        else:
            del books.message_sets[oldest]


def _digest(document: Document) -> str:
    body = b"".join(
        etree.tostring(one, method="c14n", with_tail=False) for one in document.requests
    )
    return hashlib.sha256(document.version.encode() + body).hexdigest()


def _shorten(books: Books, answer: Element, version: str) -> None:
    """Leave of the record what identifies it: the ErrorRecovery form (reference §2.3)."""
    for record in list(answer):
        names = ("ListID", "TxnID", "TxnNumber", "EditSequence", "ExternalGUID")
        found = {name: record.findtext(name) for name in names}
        if found["ListID"] or found["TxnID"]:
            answer.remove(record)
            fields = RETURNS["ErrorRecovery"]
            answer.append(element(books, "ErrorRecovery", found, fields, version=version))
