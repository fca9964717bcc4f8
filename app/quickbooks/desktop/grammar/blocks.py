"""Pieces of tables that many messages share."""

# a lot or serials with their expiry date, which came with 16.0 and is in no public schema
# (reference §3.10)
TRACKED = "[SerialNumber@11 | LotNumber@11] ExpirationDateForSerialLotNumber@16"
PLACED = "InventorySiteRef@10 InventorySiteLocationRef@12"
PLACED_AND_TRACKED = f"{PLACED} {TRACKED}"
OTHERS = "Other1@6 Other2@6"
OLD = "TxnID! EditSequence!"  # what a change of a transaction begins with
READ_TXN = "TxnID TimeCreated TimeModified EditSequence TxnNumber"
READ_LIST = "ListID TimeCreated TimeModified EditSequence"
OLD_LINE = "TxnLineID!"
UNITS = "Quantity UnitOfMeasure@7"
UNITS_AND_SET = f"{UNITS} OverrideUOMSetRef@7"
TRIM = "IncludeRetElement@4*"


def both(left: str, right: str) -> str:
    """The notation of single lines and groups of lines in any mixture."""
    return f"[{left} | {right}]"
