"""The simulated company as an application meets it: begin, ask, end (reference §1.4, §2).

``begin`` and ``process`` raise Crash with an HRESULT, as the Web Connector gets it to see.
"""

from collections.abc import Callable
from dataclasses import replace

from lxml.etree import _Element as Element

from app.quickbooks.simulator.desktop import lists, queries, transactions
from app.quickbooks.simulator.desktop.answers import Answer, document, response, trimmed
from app.quickbooks.simulator.desktop.door import Door
from app.quickbooks.simulator.desktop.envelope import Document, opened
from app.quickbooks.simulator.desktop.iterators import Session
from app.quickbooks.simulator.desktop.lists import LIST_KINDS
from app.quickbooks.simulator.desktop.message_sets import DONE, recalled, remember
from app.quickbooks.simulator.desktop.outcomes import Crash, Refusal
from app.quickbooks.simulator.desktop.permits import permit
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Clock

LONGEST_REQUEST_ID = 50
_HCP = (
    '<?xml version="1.0" encoding="utf-8"?><?qbxml version="{version}"?>'
    '<QBXML><QBXMLMsgsRq onError="continueOnError"><HostQueryRq/>'
    "<CompanyQueryRq>{owners}</CompanyQueryRq><PreferencesQueryRq/></QBXMLMsgsRq></QBXML>"
)


class DesktopCompany:
    """QuickBooks with its company files. ``books`` is the file that is open, or was last.

    ``keep`` is called with the books after each document that may have changed them.
    """

    def __init__(self, books: Books, *, keep: Callable[[Books], None] | None = None) -> None:
        self.books = books
        self.door = Door(books)
        self.version = books.profile.version
        self.session: Session | None = None
        self._keep = keep

    @property
    def clock(self) -> Clock:
        return self.books.clock

    # ---- what a Web Connector calls

    def begin(self, company_file: str) -> None:
        """Open a session with this company file, "" for the one that is open. Raises Crash."""
        self.books = self.door.enter(company_file)
        self.session = Session()

    def hcp(self) -> str:
        """What a session begins with: the answers about host, company and preferences."""
        owners = "".join(f"<OwnerID>{owner}</OwnerID>" for owner in self.books.file_ids)
        return self.process(_HCP.format(version=self.books.profile.version, owners=owners))

    def process(self, text: str) -> str:
        """Carry out a qbXML document and answer it. Raises Crash, and nothing is done then."""
        if self.session is None or not self.door.running:
            raise Crash("0x8004040D", "The session with QuickBooks is not valid.")
        asked = opened(self.books, text)
        self.version = asked.version
        memory = recalled(self.books, asked)
        answers = list(memory.answers) if memory else self._run(self.session, asked)
        if memory is None:
            remember(self.books, asked, answers)
        self.save()
        return document(answers, _set_attributes(asked, memory.status if memory else DONE))

    def end(self) -> None:
        """Leave; iterators are gone."""
        self.session = None

    # ---- what a .qwc and people do

    def register(self, owner_id: str, file_id: str) -> None:
        """Mark the company file as Web Connector does when a .qwc is added (reference §1.4)."""
        self.books.file_ids[owner_id] = file_id
        self.save()

    def save(self) -> None:
        """Make what happened last, where a place to keep it was given."""
        if self._keep is not None:
            self._keep(self.books)

    # ---- one document

    @rule(14, "reference §2.5", "documented")
    def _run(self, session: Session, asked: Document) -> list[Element]:
        """Each request in turn; after an error the rest is refused, or goes on alone."""
        answers: list[Element] = []
        stopped = False
        for request in asked.requests:
            if stopped:
                answer = Answer((), 3231, "Error", "The request has not been processed.")
            else:
                answer = self._answer(session, request, asked.version)
            stopped = stopped or (asked.stops and answer.severity == "Error")
            answers.append(response(request, answer, with_data=asked.returns_data))
        return answers

    @rule(16, "reference §2.1, §4.1", "documented")
    def _answer(self, session: Session, request: Element, version: str) -> Answer:
        if len(request.get("requestID") or "") > LONGEST_REQUEST_ID:
            text = f"The request ID is longer than {LONGEST_REQUEST_ID} characters."
            return Answer((), 1060, "Error", text)
        try:
            permit(self.books, str(request.tag))
            return self._carried_out(session, request, version)
        except Refusal as refusal:
            return Answer.refused(refusal)

    def _carried_out(self, session: Session, request: Element, version: str) -> Answer:
        name = str(request.tag).removesuffix("Rq")
        if name.endswith("Query"):
            return queries.answer(self.books, session, request, version)
        if name.removesuffix("Add").removesuffix("Mod") in LIST_KINDS or name == "ListDel":
            answer = Answer(tuple(lists.execute(self, request)))
        else:
            body = request if name.startswith("Txn") else request[0]
            answer = transactions.execute(self, str(request.tag), body)
        wanted = [str(one.text) for one in request.iterchildren("IncludeRetElement")]
        return replace(answer, records=trimmed(list(answer.records), wanted))


def _set_attributes(asked: Document, status: str) -> dict[str, str]:
    if asked.new_set is None and asked.old_set is None:
        return {}
    named = {"newMessageSetID": asked.new_set} if asked.new_set else {}
    return {**named, "messageSetStatusCode": status}
