"""Adjustments, transfers and the stock of items by site (reference §3.1, §3.8, §3.9)."""

from app.quickbooks.desktop.grammar.blocks import OLD, OLD_LINE, READ_LIST, READ_TXN, TRACKED
from app.quickbooks.desktop.grammar.notation import group

_EXPIRY = "ExpirationDateForSerialLotNumber@16"
_BIN = "InventorySiteLocationRef@12"

_LINE_ADD = group(
    "InventoryAdjustmentLineAdd",
    f"ItemRef! [QuantityAdjustment{{[NewQuantity | QuantityDifference]! {TRACKED} {_BIN}}}"
    " | ValueAdjustment{[NewQuantity | QuantityDifference@10] [NewValue | ValueDifference@10]}"
    f" | SerialNumberAdjustment{{[AddSerialNumber | RemoveSerialNumber] {_EXPIRY} {_BIN}}}@11"
    f" | LotNumberAdjustment{{LotNumber CountAdjustment {_EXPIRY} {_BIN}}}@11]!",
)
INVENTORY_ADJUSTMENT_ADD = (
    "AccountRef! TxnDate RefNumber InventorySiteRef@10 CustomerRef ClassRef Memo ExternalGUID@9"
    f" {_LINE_ADD}+"
)
_LINE_MOD = group(
    "InventoryAdjustmentLineMod",
    f"{OLD_LINE} ItemRef [SerialNumber@11 | LotNumber@11 CountAdjustment@11] {_EXPIRY} {_BIN}"
    " QuantityDifference ValueDifference",
)
INVENTORY_ADJUSTMENT_MOD = (
    f"{OLD} AccountRef InventorySiteRef@10 TxnDate RefNumber CustomerRef ClassRef Memo {_LINE_MOD}*"
)
_LINE_RET = group(
    "InventoryAdjustmentLineRet",
    f"{OLD_LINE} ItemRef! [SerialNumber@11 SerialNumberAddedOrRemoved@11 | LotNumber@11] {_EXPIRY}"
    f" {_BIN} QuantityDifference! ValueDifference!",
)
INVENTORY_ADJUSTMENT_RET = (
    f"{READ_TXN} AccountRef InventorySiteRef@10 TxnDate RefNumber CustomerRef ClassRef Memo"
    f" ExternalGUID@9 {_LINE_RET}* DataExtRet*"
)

# transfers have no expiry date: the stock that moves has it already
_LOT = "[SerialNumber@11 | LotNumber@11]"
_BINS = "FromInventorySiteLocationRef@12 ToInventorySiteLocationRef@12"
_MOVED = f"ItemRef {_BINS} QuantityToTransfer {_LOT}"
TRANSFER_INVENTORY_ADD = (
    "TxnDate RefNumber FromInventorySiteRef! ToInventorySiteRef! Memo ExternalGUID"
    f" {group('TransferInventoryLineAdd', _MOVED)}*"
)
TRANSFER_INVENTORY_MOD = (
    f"{OLD} TxnDate RefNumber FromInventorySiteRef ToInventorySiteRef Memo"
    f" {group('TransferInventoryLineMod', f'{OLD_LINE} {_MOVED}')}*"
)
_TRANSFERRED = f"{OLD_LINE} ItemRef {_BINS} QuantityTransferred {_LOT}"
TRANSFER_INVENTORY_RET = (
    f"{READ_TXN} TxnDate RefNumber FromInventorySiteRef ToInventorySiteRef Memo ExternalGUID"
    f" {group('TransferInventoryLineRet', _TRANSFERRED)}*"
)

ITEM_SITES_RET = (
    f"{READ_LIST} [ItemInventoryAssemblyRef | ItemInventoryRef]! InventorySiteRef {_BIN}"
    " ReorderLevel QuantityOnHand QuantityOnPurchaseOrders QuantityOnSalesOrders"
    " QuantityToBeBuiltByPendingBuildTxns QuantityRequiredByPendingBuildTxns"
    " QuantityOnPendingTransfers AssemblyBuildPoint"
)
