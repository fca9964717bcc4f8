"""When QuickBooks could not be talked to: what an HRESULT means, for people and for a message.

Web Connector reports it instead of an answer (reference §1.2, §4.2).
"""

from dataclasses import dataclass
from datetime import timedelta

from app.quickbooks.desktop.words_hresults import BY_HRESULT, PARSE, UNKNOWN, VERSION, Kind, Word
from app.sync import ways_out
from app.sync.explanations import About, about_document, explained
from app.sync.port import Operation, Outcome, Rejected, Reply, Retry, SyncProblem

LOOK_AGAIN = timedelta(minutes=1)
_VERSION_TRIES = 3
_NOBODY: About = {"number": "a message", "party": "", "on": "", "order": "", "names": "a record"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why QuickBooks could not be talked to, and who helps.

    "wait": it passes by itself. "person": somebody must do something at the QuickBooks computer.
    "bug": this one message was wrong, everything else goes on.
    """

    problem: SyncProblem
    kind: Kind


def trouble(hresult: str, message: str) -> Trouble:
    """What an HRESULT means, in words; `message` is what Web Connector says about it."""
    word = _word(hresult)
    problem = _told(word, _NOBODY, hresult, message)
    return Trouble(problem, word.kind)


def hresult_outcome(reply: Reply, op: Operation) -> Outcome:
    """The outcome of a message that brought an HRESULT instead of an answer.

    A message that could not be read changed nothing, and is held alone. In every other case
    QuickBooks may have done it before it failed: the whole company waits, and it is asked about
    first.
    """
    word = _word(reply.trace_id)
    problem = _told(word, about_document(op.document), reply.trace_id, reply.body)
    if word is PARSE:
        return Rejected(problem)
    if word is VERSION:
        return Retry(problem, LOOK_AGAIN, tries=_VERSION_TRIES)
    return Retry(problem, LOOK_AGAIN, unsure=True, everyone=True)


def reading_outcome(reply: Reply, about: About) -> Outcome:
    """The same for a message that read something."""
    word = _word(reply.trace_id)
    problem = _told(word, about, reply.trace_id, reply.body)
    return Rejected(problem) if word is PARSE else Retry(problem, LOOK_AGAIN, everyone=True)


def _word(hresult: str) -> Word:
    return BY_HRESULT.get(hresult.strip().lower(), UNKNOWN)


def _told(word: Word, about: About, hresult: str, message: str) -> SyncProblem:
    said = " ".join(message.split())
    fixes = (ways_out.retry(), ways_out.by_hand()) if word.kind == "bug" else ()
    return explained(word.told, about, said=said, fixes=fixes, hresult=hresult or "no code")
