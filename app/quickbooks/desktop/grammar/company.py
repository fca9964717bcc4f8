"""What QuickBooks says of itself, of the company and of its preferences (reference §3.12)."""

_COUNTED = (
    "Account BillingRate Class CustomerMsg CustomerType Entity Item JobType PaymentMethod"
    " PayrollItem PriceLevel SalesRep SalesTaxCode ShipMethod Template Terms ToDo Vehicle"
    " VendorType"
)
_COUNTS = " ".join(f"{name}MetaData{{MaxCapacity!}}!" for name in _COUNTED.split())

HOST_RET = (
    "ProductName MajorVersion MinorVersion Country(2)@3 SupportedQBXMLVersion* IsAutomaticLogin@3"
    f" QBFileMode@3 ListMetaData{{{_COUNTS}}}@6"
)
COMPANY_RET = (
    "IsSampleCompany@3 CompanyName(59) LegalCompanyName Address AddressBlock@6 LegalAddress"
    " CompanyAddressForCustomer CompanyAddressBlockForCustomer@6 Phone(51) Fax(51) Email"
    " CompanyWebSite FirstMonthFiscalYear FirstMonthIncomeTaxYear CompanyType EIN@2 SSN@2.1"
    " TaxForm@2.1 SubscribedServices{Service{Name(50)! Domain! ServiceStatus!}*}@7"
    " AccountantCopy{AccountantCopyExists! DividingDate}@8 DataExtRet@2*"
)

_ACCOUNTING = (
    "IsUsingAccountNumbers! IsRequiringAccounts! IsUsingClassTracking! AssignClassesTo@12"
    " IsUsingAuditTrail! IsAssigningJournalEntryNumbers! ClosingDate"
)
_FINANCE_CHARGE = (
    "AnnualInterestRate MinFinanceCharge GracePeriod! FinanceChargeAccountRef"
    " IsAssessingForOverdueCharges! CalculateChargesFrom! IsMarkedToBePrinted!"
)
_SALES = (
    "DefaultShipMethodRef DefaultFOB DefaultMarkup IsTrackingReimbursedExpensesAsIncome!"
    " IsAutoApplyingPayments! PriceLevels{IsUsingPriceLevels! IsRoundingSalesPriceUp}@4"
)
_SALES_TAX = (
    "DefaultItemSalesTaxRef! PaySalesTax! DefaultTaxableSalesTaxCodeRef!"
    " DefaultNonTaxableSalesTaxCodeRef! IsUsingVendorTaxCode IsUsingCustomerTaxCode"
    " IsUsingAmountsIncludeTax"
)
_INVENTORY = (
    "EnhancedInventoryReceivingEnabled IsTrackingSerialOrLotNumber"
    " isTrackingOnSalesTransactionsEnabled isTrackingOnPurchaseTransactionsEnabled"
    " isTrackingOnInventoryAdjustmentEnabled isTrackingOnBuildAssemblyEnabled FIFOEnabled"
    " FIFOEffectiveDate IsRSBEnabled@12 IsBarcodeEnabled@12"
)
PREFERENCES_RET = (
    f"AccountingPreferences{{{_ACCOUNTING}}} FinanceChargePreferences{{{_FINANCE_CHARGE}}}"
    " JobsAndEstimatesPreferences{IsUsingEstimates! IsUsingProgressInvoicing!"
    " IsPrintingItemsWithZeroAmounts!}"
    " MultiCurrencyPreferences{IsMultiCurrencyOn HomeCurrencyRef}@8"
    " MultiLocationInventoryPreferences{IsMultiLocationInventoryAvailable"
    " IsMultiLocationInventoryEnabled}@10"
    " PurchasesAndVendorsPreferences{IsUsingInventory! DaysBillsAreDue!"
    " IsAutomaticallyUsingDiscounts! DefaultDiscountAccountRef}"
    " ReportsPreferences{AgingReportBasis! SummaryReportBasis!}"
    f" SalesAndCustomersPreferences{{{_SALES}}} SalesTaxPreferences{{{_SALES_TAX}}}"
    " TimeTrackingPreferences{FirstDayOfWeek!}"
    " CurrentAppAccessRights{IsAutomaticLoginAllowed! AutomaticLoginUserName"
    " IsPersonalDataAccessAllowed!}"
    f" ItemsAndInventoryPreferences{{{_INVENTORY}}}@11"
)
