"""The kinds of transactions that move goods, and the orders behind them: what sets them apart."""

from dataclasses import dataclass

PURCHASING = "ItemLine"


@dataclass(frozen=True, slots=True)
class TxnKind:
    """One kind of transaction.

    ``stock`` is the direction its goods move: 1 in, -1 out, 0 none or its own way. ``line`` is what
    its item lines are called without the ending ("InvoiceLine"). ``orders``: the kind of order its
    lines may link to. ``account``: the header's account reference and the type that account has.
    ``total``, ``open`` and ``settled`` are the names of its total, of what is not paid or used yet,
    and of the mark that nothing is open.
    """

    name: str
    line: str
    party: str = ""
    stock: int = 0
    price: str = ""
    orders: str = ""
    account: tuple[str, str] = ("", "")
    total: str = ""
    open: str = ""
    settled: str = ""
    voidable: bool = True

    @property
    def sells(self) -> bool:
        """Whether its lines carry sales prices, and the header a subtotal and sales tax."""
        return self.price == "Rate" and self.party == "CustomerRef"

    @property
    def is_order(self) -> bool:
        return self.name in ORDERS


@dataclass(frozen=True, slots=True)
class OrderKind:
    """What an order keeps of the documents that link to it: on its lines, and on its header."""

    done: str
    full: str


ORDERS = {
    "PurchaseOrder": OrderKind("ReceivedQuantity", "IsFullyReceived"),
    "SalesOrder": OrderKind("Invoiced", "IsFullyInvoiced"),
}

_AP = ("APAccountRef", "AccountsPayable")
_AR = ("ARAccountRef", "AccountsReceivable")

KINDS = {
    kind.name: kind
    for kind in (
        TxnKind(
            "ItemReceipt",
            PURCHASING,
            "VendorRef",
            1,
            "Cost",
            "PurchaseOrder",
            _AP,
            total="TotalAmount",
        ),
        TxnKind(
            "Bill",
            PURCHASING,
            "VendorRef",
            1,
            "Cost",
            "PurchaseOrder",
            _AP,
            total="AmountDue",
            open="OpenAmount",
            settled="IsPaid",
        ),
        TxnKind(
            "VendorCredit",
            PURCHASING,
            "VendorRef",
            -1,
            "Cost",
            account=_AP,
            total="CreditAmount",
            open="OpenAmount",
        ),
        TxnKind(
            "Invoice",
            "InvoiceLine",
            "CustomerRef",
            -1,
            "Rate",
            "SalesOrder",
            _AR,
            open="BalanceRemaining",
            settled="IsPaid",
        ),
        TxnKind(
            "SalesReceipt",
            "SalesReceiptLine",
            "CustomerRef",
            -1,
            "Rate",
            account=("DepositToAccountRef", "OtherCurrentAsset"),
            total="TotalAmount",
        ),
        TxnKind(
            "CreditMemo",
            "CreditMemoLine",
            "CustomerRef",
            1,
            "Rate",
            account=_AR,
            total="TotalAmount",
            open="CreditRemaining",
        ),
        TxnKind("InventoryAdjustment", "InventoryAdjustmentLine"),
        TxnKind("TransferInventory", "TransferInventoryLine", voidable=False),
        TxnKind(
            "SalesOrder",
            "SalesOrderLine",
            "CustomerRef",
            0,
            "Rate",
            total="TotalAmount",
            voidable=False,
        ),
        TxnKind(
            "PurchaseOrder",
            "PurchaseOrderLine",
            "VendorRef",
            0,
            "Rate",
            total="TotalAmount",
            voidable=False,
        ),
    )
}
