"""Items of every kind, and sets of units (reference §3.1)."""

from app.quickbooks.desktop.grammar.blocks import READ_LIST

_OLD = "ListID! EditSequence! Name BarCode@12 IsActive ClassRef@12 ParentRef"
_UNITS_MOD = "UnitOfMeasureSetRef@7 ForceUOMChange@7"
_PART = "ManufacturerPartNumber@7"
_UNITS = "UnitOfMeasureSetRef@7"

_ONE_WAY = "[Price | PricePercent]"
_TWO_WAYS = (
    "SalesDesc SalesPrice IncomeAccountRef PurchaseDesc PurchaseCost ExpenseAccountRef"
    " PrefVendorRef"
)
_TRADE = f"[SalesOrPurchase{{Desc {_ONE_WAY} AccountRef}} | SalesAndPurchase{{{_TWO_WAYS}}}]"
_TRADE_MOD = (
    f"[SalesOrPurchaseMod{{Desc {_ONE_WAY} AccountRef@7 ApplyAccountRefToExistingTxns@7}}"
    " | SalesAndPurchaseMod{SalesDesc SalesPrice IncomeAccountRef@7"
    " ApplyIncomeAccountRefToExistingTxns@7 PurchaseDesc PurchaseCost ExpenseAccountRef@7"
    " ApplyExpenseAccountRefToExistingTxns@7 PrefVendorRef}]"
)
_STOCKED = (
    "SalesDesc SalesPrice IncomeAccountRef PurchaseDesc PurchaseCost COGSAccountRef PrefVendorRef"
    " AssetAccountRef"
)
_STOCKED_MOD = (
    "SalesDesc SalesPrice IncomeAccountRef@7 ApplyIncomeAccountRefToExistingTxns@7 PurchaseDesc"
    " PurchaseCost COGSAccountRef"
)

ITEM_INVENTORY_ADD = (
    f"Name! BarCode@12 IsActive ClassRef@12 ParentRef {_PART} {_UNITS} SalesTaxCodeRef {_STOCKED}"
    " ReorderPoint Max@13 QuantityOnHand TotalValue InventoryDate ExternalGUID@8"
)
ITEM_INVENTORY_MOD = (
    f"{_OLD} {_PART} {_UNITS_MOD} SalesTaxCodeRef {_STOCKED_MOD}"
    " ApplyCOGSAccountRefToExistingTxns@8 PrefVendorRef AssetAccountRef ReorderPoint Max@13"
)
ITEM_INVENTORY_ASSEMBLY_MOD = (
    f"{_OLD} ManufacturerPartNumber@12 {_UNITS_MOD} SalesTaxCodeRef {_STOCKED_MOD} PrefVendorRef"
    " AssetAccountRef BuildPoint Max@13"
    " [ClearItemsInGroup | ItemInventoryAssemblyLine{ItemInventoryRef! Quantity}*]"
)
ITEM_NON_INVENTORY_ADD = (
    f"Name! BarCode@12 IsActive ParentRef ClassRef@12 {_PART} {_UNITS} SalesTaxCodeRef {_TRADE}!"
    " ExternalGUID@8"
)
ITEM_NON_INVENTORY_MOD = f"{_OLD} {_PART} {_UNITS_MOD} SalesTaxCodeRef {_TRADE_MOD}"
ITEM_SERVICE_ADD = (
    f"Name! BarCode@12 IsActive ClassRef@12 ParentRef {_UNITS} SalesTaxCodeRef {_TRADE}!"
    " ExternalGUID@8"
)
ITEM_SERVICE_MOD = f"{_OLD} {_UNITS_MOD} SalesTaxCodeRef {_TRADE_MOD}"

_PLAIN = f"{READ_LIST} Name BarCodeValue@12 IsActive"
_NESTED = f"{READ_LIST} Name FullName(159) BarCodeValue@12 IsActive ClassRef@12 ParentRef Sublevel"
_TAIL = "ExternalGUID@8 DataExtRet@2*"

ITEM_RETS = {
    "ItemServiceRet": f"{_NESTED} {_UNITS} SalesTaxCodeRef {_TRADE} {_TAIL}",
    "ItemNonInventoryRet": f"{_NESTED} {_PART} {_UNITS} SalesTaxCodeRef {_TRADE} {_TAIL}",
    "ItemOtherChargeRet": f"{_NESTED} SalesTaxCodeRef {_TRADE} SpecialItemType@6 {_TAIL}",
    "ItemInventoryRet": (
        f"{_NESTED} {_PART} {_UNITS} SalesTaxCodeRef {_STOCKED} ReorderPoint Max@13 QuantityOnHand"
        f" AverageCost QuantityOnOrder QuantityOnSalesOrder@2 {_TAIL}"
    ),
    "ItemInventoryAssemblyRet": (
        f"{_NESTED} ManufacturerPartNumber@12 {_UNITS} SalesTaxCodeRef {_STOCKED} BuildPoint Max@13"
        " QuantityOnHand AverageCost QuantityOnOrder QuantityOnSalesOrder ExternalGUID@8"
        " ItemInventoryAssemblyLine{ItemInventoryRef! Quantity}* DataExtRet*"
    ),
    "ItemFixedAssetRet": (
        f"{_PLAIN} ClassRef@12 AcquiredAs PurchaseDesc(50) PurchaseDate PurchaseCost"
        " VendorOrPayeeName AssetAccountRef"
        " FixedAssetSalesInfo{SalesDesc(50)! SalesDate! SalesPrice SalesExpense} AssetDesc Location"
        " PONumber(30) SerialNumber(30) WarrantyExpDate Notes AssetNumber CostBasis"
        " YearEndAccumulatedDepreciation YearEndBookValue ExternalGUID@8 DataExtRet*"
    ),
    "ItemSubtotalRet": f"{_PLAIN} ItemDesc(0) SpecialItemType@6 {_TAIL}",
    "ItemDiscountRet": (
        f"{_NESTED} ItemDesc SalesTaxCodeRef [DiscountRate | DiscountRatePercent] AccountRef"
        f" {_TAIL}"
    ),
    "ItemPaymentRet": (
        f"{_PLAIN} ClassRef@12 ItemDesc DepositToAccountRef PaymentMethodRef {_TAIL}"
    ),
    "ItemSalesTaxRet": f"{_PLAIN} ClassRef@12 ItemDesc TaxRate TaxVendorRef {_TAIL}",
    "ItemSalesTaxGroupRet": f"{_PLAIN} ItemDesc ExternalGUID@8 ItemSalesTaxRef* DataExtRet@2*",
    "ItemGroupRet": (
        f"{_PLAIN} ItemDesc {_UNITS} IsPrintItemsInGroup SpecialItemType@6 ExternalGUID@8"
        " ItemGroupLine{ItemRef Quantity UnitOfMeasure@7}* DataExtRet@2*"
    ),
}

BAR_CODE_RET = "ListType! ListID FullName(50)"
UNIT_OF_MEASURE_SET_RET = (
    f"{READ_LIST} Name IsActive UnitOfMeasureType BaseUnit{{Name! Abbreviation!}}"
    " RelatedUnit{Name! Abbreviation! ConversionRatio!}* DefaultUnit{UnitUsedFor! Unit!}*"
)
