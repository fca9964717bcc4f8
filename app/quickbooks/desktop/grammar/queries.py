"""What can be asked, and the feeds of what was deleted (reference §2.4, §3.11, §3.12)."""

from app.quickbooks.desktop.grammar.blocks import TRIM

_NAMED = "[NameFilter | NameRangeFilter]"
_SINCE = "ActiveStatus FromModifiedDate ToModifiedDate"
_OWNER = "OwnerID@2*"
_LINKED = "IncludeLineItems IncludeLinkedTxns"


def _list(filters: str = "", owner: str = _OWNER, most: str = "MaxReturned") -> str:
    return f"[ListID+ | FullName(0)+ | {most} {_SINCE} {_NAMED} {filters}] {TRIM} {owner}"


def _transactions(
    shown: str, *, accounts: str = "AccountFilter", more: str = "CurrencyFilter@8", owner: str
) -> str:
    return (
        "[TxnID+ | RefNumber(0)+ | RefNumberCaseSensitive@4+"
        " | MaxReturned [ModifiedDateRangeFilter | TxnDateRangeFilter] EntityFilter"
        f" {accounts} [RefNumberFilter | RefNumberRangeFilter] {more}] {shown} {TRIM} {owner}"
    )


_PARTY = "TotalBalanceFilter CurrencyFilter@8 ClassFilter@12"
_WHOSE = "ListID+ | FullName(0)+ | ListIDWithChildren | FullNameWithChildren"
_MODIFIED = "TransactionModifiedDateRangeFilter{[FromModifiedDate ToModifiedDate | DateMacro]}"

# name of the query: (its fields, since which version, whether its answer comes in pages)
QUERIES = {
    "HostQuery": (f"IncludeListMetaData{{IncludeMaxCapacity!}}@6 {TRIM}", "1.0", False),
    "CompanyQuery": (f"{TRIM} {_OWNER}", "1.0", False),
    "PreferencesQuery": (TRIM, "1.1", False),
    "ItemQuery": (_list(), "1.0", True),
    "ItemInventoryQuery": (_list("ClassFilter@12"), "1.0", True),
    "ItemSitesQuery": (
        "[ListID* | [ItemTypeFilter | ItemSiteFilter{ItemFilter SiteFilter}]] MaxReturned"
        " ActiveStatus IncludeRetElement(0)*",
        "10.0",
        True,
    ),
    "BarCodeQuery": ("BarCodeValue*", "12.0", True),
    "UnitOfMeasureSetQuery": (_list(owner=""), "7.0", False),
    "CustomerQuery": (_list(_PARTY), "1.0", True),
    "VendorQuery": (_list(_PARTY), "1.0", True),
    "AccountQuery": (_list("AccountType* CurrencyFilter@8"), "1.0", False),
    "ClassQuery": (_list(owner=""), "1.0", False),
    "InventorySiteQuery": (_list(owner="", most=""), "10.0", False),
    "SalesOrderQuery": (_transactions(f"{_LINKED}@2", accounts="", owner=_OWNER), "2.1", True),
    "PurchaseOrderQuery": (_transactions(f"{_LINKED}@3", owner=_OWNER), "1.0", True),
    "InvoiceQuery": (
        _transactions(f"{_LINKED}@1.1", more="CurrencyFilter@8 PaidStatus", owner=_OWNER),
        "1.0",
        True,
    ),
    "SalesReceiptQuery": (_transactions("IncludeLineItems", owner=_OWNER), "1.0", True),
    "CreditMemoQuery": (_transactions(f"{_LINKED}@1.1", owner=_OWNER), "1.0", True),
    "EstimateQuery": (_transactions(f"{_LINKED}@3", owner=_OWNER), "1.0", True),
    "ItemReceiptQuery": (_transactions(_LINKED, owner="OwnerID*"), "3.0", True),
    "BillQuery": (
        _transactions(f"{_LINKED}@2", more="CurrencyFilter@8 PaidStatus", owner=_OWNER),
        "1.0",
        True,
    ),
    "VendorCreditQuery": (_transactions(f"{_LINKED}@2", owner=_OWNER), "1.0", True),
    "InventoryAdjustmentQuery": (
        _transactions(
            "IncludeLineItems", accounts="AccountFilter ItemFilter", more="", owner="OwnerID*"
        ),
        "2.0",
        True,
    ),
    # a site is an alternative to all other filters here, not one more of them
    "TransferInventoryQuery": (
        "[TxnID+ | RefNumber(0)+ | RefNumberCaseSensitive+"
        " | MaxReturned [ModifiedDateRangeFilter | TxnDateRangeFilter] EntityFilter AccountFilter"
        " [RefNumberFilter | RefNumberRangeFilter] | SiteFilter] IncludeLineItems"
        " IncludeRetElement(0)*",
        "10.0",
        True,
    ),
    "TransactionQuery": (
        "[TxnID+ | MaxReturned"
        " [RefNumber(0)+ | RefNumberCaseSensitive@4+ | RefNumberFilter | RefNumberRangeFilter]"
        f" {_MODIFIED} TransactionDateRangeFilter{{[FromTxnDate ToTxnDate | DateMacro]}}"
        f" TransactionEntityFilter{{[EntityTypeFilter | {_WHOSE}]!}}"
        f" TransactionAccountFilter{{[AccountTypeFilter | {_WHOSE}]!}}"
        f" TransactionItemFilter{{[ItemTypeFilter | {_WHOSE}]!}}"
        f" TransactionClassFilter{{[{_WHOSE}]!}} TransactionTypeFilter{{TxnTypeFilter+}}"
        " TransactionDetailLevelFilter TransactionPostingStatusFilter TransactionPaidStatusFilter"
        " CurrencyFilter@8] IncludeRetElement*",
        "4.0",
        True,
    ),
    "TxnDeletedQuery": (f"TxnDelType+ DeletedDateRangeFilter {TRIM}", "2.0", False),
    "ListDeletedQuery": (f"ListDelType+ DeletedDateRangeFilter {TRIM}", "2.0", False),
}

TRANSACTION_RET = (
    "TxnType TxnID TxnLineID TimeCreated TimeModified EntityRef AccountRef TxnDate RefNumber(0)"
    " Amount CurrencyRef@8 ExchangeRate@8 AmountInHomeCurrency@8 Memo"
)
TXN_DELETED_RET = "TxnDelType TxnID TimeCreated TimeDeleted RefNumber(0)"
LIST_DELETED_RET = "ListDelType ListID TimeCreated TimeDeleted FullName(0)"
