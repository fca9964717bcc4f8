"""Which build of Web Connector calls: it says so before it signs in, in a call without a name."""

from collections import OrderedDict

KEPT = 200
LENGTH = 40


class Builds:
    """The build last told from each network address. A convenience for people, never a decision."""

    def __init__(self) -> None:
        self._by_address: OrderedDict[str, str] = OrderedDict()

    def told(self, address: str, version: str) -> None:
        """Remember what `clientVersion` said; the oldest address makes room."""
        self._by_address[address] = version[:LENGTH]
        self._by_address.move_to_end(address)
        if len(self._by_address) > KEPT:
            self._by_address.popitem(last=False)

    def of(self, address: str) -> str:
        """The build at that address; empty if it told none."""
        return self._by_address.get(address, "")
