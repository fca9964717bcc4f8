/** The words about QuickBooks Desktop: setting Web Connector up, and its page afterwards. */
import { ago } from "./format.ts";

export const desktop = {
  name: "QuickBooks Desktop",
  online: "QuickBooks Online",
  choose: "Which QuickBooks do you have?",
  chooseOnline: "In a browser, at qbo.intuit.com. Scanpost calls it by itself.",
  chooseDesktop:
    "A program on a Windows computer (Pro, Premier, Enterprise). Intuit’s Web Connector on that computer calls Scanpost.",
  connect: "Connect QuickBooks Desktop",
  instead: "Use QuickBooks Desktop instead",
  insteadWhat: (current: string) =>
    `Scanpost works with one company at a time. ${current} keeps what waits for it, and you can come back to it here.`,
  onlineInstead: "Use QuickBooks Online instead",
  otherCompany: "Connect another company file",
  otherCompanyWhat: (current: string) =>
    `Each company file has its own line and password. From then on Scanpost works with that one; ${current} keeps what waits for it.`,
  noAddress: "Web Connector cannot reach Scanpost under this address",
  finding: "Connecting…",

  steps: "Four steps on the QuickBooks computer",
  stepsWhat: "Once, about ten minutes. This page follows along by itself.",
  install: "Install Web Connector",
  installHow:
    "It is Intuit’s own program. In QuickBooks look under File → App Management → Manage Web Connector (older versions: File → Update Web Services). If it is not there, search Intuit’s site for “QuickBooks Web Connector” and install it.",
  file: "Open Scanpost’s file there",
  fileBefore: [
    "QuickBooks is open as Admin.",
    "It is in single-user mode.",
    "Your company file is open.",
  ],
  fileHow:
    "Download the file on that computer and open it with a double click. QuickBooks then asks whether Scanpost may have access. Choose:",
  fileAnswer: "Yes, always; allow access even if QuickBooks is not running",
  fileSafe: "The file holds no password: it may travel by mail or stick.",
  download: "Download the file",
  password: "Type the password in",
  passwordHow:
    "In Web Connector’s list, tick the line with Scanpost, click into its Password field, type this password and agree to keep it. Then tick Auto-Run.",
  passwordOnce: "It is shown only now: Scanpost keeps no copy it could read.",
  passwordGone:
    "It was shown when it was made, and cannot be shown again. If it is not in Web Connector yet, make a new one.",
  passwordLabel: "Password",
  user: "User name",
  userHow: "It stands in the file already.",
  copy: "Copy",
  copied: "Copied",
  renew: "Make a new password",
  first: "Wait for the first call",
  firstHow: (seconds: number) =>
    `With Auto-Run ticked, Web Connector calls every ${seconds} seconds. Press Update Selected there to call at once.`,
  marks: {
    called: {
      done: "Web Connector called",
      now: "Waiting for Web Connector to call…",
      later: "Web Connector calls",
      wrong: "Web Connector was not let in",
    },
    answered: {
      done: "QuickBooks answered",
      now: "Waiting for QuickBooks to open the company file…",
      later: "QuickBooks answers",
      wrong: "QuickBooks did not answer",
    },
    recognised: {
      done: "The company file is the right one",
      now: "Looking at the company file…",
      later: "The company file is recognised",
      wrong: "This is not the company file that was connected",
    },
  },
  working: (name: string) => `Connected to ${name}`,

  visitingNow: "Web Connector is here",
  calls: (seconds: number) => `Calls every ${seconds} s`,
  silent: "Not heard of",
  neverCalled: "Not yet",
  disconnected: "Disconnected",
  lastCalled: "Web Connector last called",
  lastMet: "QuickBooks last answered",
  companyFile: "Company file",
  noFile: "Whichever is open",
  version: "Web Connector version",
  notTold: "Not told",
  passwordSet: "Password made",
  noPassword: "None: make a new one",
  appName: "Name in Web Connector",
  ago: (iso: string) => ago(iso),
  renewTitle: "Make a new password?",
  renewWhat:
    "The old one is worth nothing from that moment. Until the new one is typed into Web Connector, documents wait here.",
  disconnectWhat:
    "Web Connector is let in no longer. In Web Connector you can remove the line, and in QuickBooks take the access away under Edit → Preferences → Integrated Applications.",
  again: "Set Web Connector up again, or on another computer",

  product: "Product",
  noProduct: "Not told by QuickBooks yet",
  edition: "Edition",
  language: "qbXML version",
  mode: "Last opened",
  modes: { single: "In single-user mode", multi: "In multi-user mode", unknown: "Not told" },
  sites: "Inventory sites",
  used: "Used",
  notUsed: "Not used",
  tracked: "Lots and serials",
  trackedBy: {
    none: "Kept in Scanpost only",
    lot: "Lot numbers, in both",
    serial: "Serial numbers, in both",
  } as Record<string, string>,
  expiry: "with expiration dates",
  facts: "What this company is",

  visits: "Last visits",
  noVisits: "Each visit of Web Connector will stand here, with what it sent and read.",
  when: "When",
  lasted: "Lasted",
  sent: "Sent",
  read: "Read",
  said: "How it ended",
  seconds: (n: number) => (n < 120 ? `${n} s` : `${Math.round(n / 60)} min`),
  goingOn: "Going on",

  settings: "How it works together",
  every: "Seconds between two calls",
  everyHelp:
    "5 to 600. Fewer: scans arrive sooner. It counts once the file is opened in Web Connector again; the number can be changed there too.",
  receipt: "What a receipt becomes",
  receipts: { item_receipt: "Item receipt", bill: "Bill" },
  receiptHelp:
    "An item receipt books the goods and waits for the vendor’s bill. A bill books what you owe at once.",
  orders: "What is picked",
  sources: {
    sales_order: "Sales orders",
    estimate: "Estimates",
    invoice: "Invoices",
  } as Record<string, string>,
  ordersHelp: "QuickBooks Pro has no sales orders: there, pick from estimates or invoices.",
  save: "Save",
  saved: "Saved",

  size: "Size of the company file",
  sizeMb: "Size in MB",
  sizeHelp: "As it stands there: 1,024 K are one MB.",
  sizeRule: "A rule of thumb: Intuit gives no limit.",
};
