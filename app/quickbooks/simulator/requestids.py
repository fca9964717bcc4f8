"""requestid: the same id gets the first answer again (rule 11)."""

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import dumps, loads

_LONGEST = 50
_LONGEST_BATCH = 36
_LONGEST_BID = 10


class RequestIds:
    """The answers given, by request id. Kept for good: how long Intuit keeps them is not stated."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._answers: dict[str, tuple[int, str]] = {}
        for key, body in books.rows("request"):
            stored = loads(body)
            self._answers[key] = (stored["status"], stored["body"])

    @rule(11, "S8, S9: the first answer is sent again, nothing is written")
    def first_answer(self, request_id: str) -> tuple[int, str] | None:
        return self._answers.get(request_id)

    def remember(self, request_id: str, status: int, body: str) -> None:
        """Keep an answer. Intuit's own failures (5xx) are not answers and may be tried again."""
        if status >= 500 or (status >= 400 and not self._books.behaviour.requestid_replays_faults):
            return
        self._answers[request_id] = (status, body)
        self._books.note("request", request_id, dumps({"status": status, "body": body}))
        self._books.commit()


@rule(11, "S8: at most 50 characters; which code refuses more is unverified")
def single_key(request_id: str) -> str:
    """The id under which a single call is remembered."""
    if len(request_id) > _LONGEST:
        raise QboFault(2050, element="requestid", low=1, high=_LONGEST, length=len(request_id))
    return request_id


@rule(11, "S9: a batch repeats only with the same requestid and the same bIds")
def batch_key(request_id: str, bids: list[str]) -> str:
    """The id under which a batch is remembered; checks the shorter limits of a batch."""
    for text, longest, name in (
        (request_id, _LONGEST_BATCH, "requestid"),
        *((bid, _LONGEST_BID, "bId") for bid in bids),
    ):
        if len(text) > longest:
            raise QboFault(2050, element=name, low=1, high=longest, length=len(text))
    return "\n".join([request_id, *bids])
