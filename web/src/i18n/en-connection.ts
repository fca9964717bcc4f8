/** The words of the Connection page. */
type Told = { tone: "ok" | "warn" | "bad" | "info"; title: string; how?: string };

const tryAgain = "Press Connect again.";

export const connection = {
  connect: "Connect QuickBooks",
  connectSimulator: "Connect the simulated QuickBooks",
  reconnect: "Reconnect",
  check: "Check again",
  checked: (age: string) => (age === "just now" ? "Checked just now" : `Checked ${age} ago`),
  disconnect: "Disconnect",
  empty: "QuickBooks is not connected yet",
  emptyHow:
    "Connect your company once. After that every receipt and shipment goes there by itself, and orders come from there.",
  emptyKeys: "First enter the keys of your Intuit app below, then press Connect.",
  environments: {
    production: "Live company",
    sandbox: "Sandbox company",
    simulator: "Simulated company",
    "": "Company",
  } as Record<string, string>,
  results: {
    connected: { tone: "ok", title: "QuickBooks is connected." },
    other_company: {
      tone: "warn",
      title: "That is another company than the one in use.",
      how: "Nothing has changed yet. Choose below which one Scanpost works with.",
    },
    access_denied: {
      tone: "info",
      title: "You did not allow the connection in QuickBooks.",
      how: "Nothing has changed. Press Connect whenever you are ready.",
    },
    consent_failed: {
      tone: "bad",
      title: "QuickBooks did not accept the request.",
      how: "Check the app’s keys and the redirect address at Intuit, then press Connect again.",
    },
    answer_incomplete: {
      tone: "bad",
      title: "QuickBooks’ answer was not complete.",
      how: tryAgain,
    },
    state_unknown: {
      tone: "bad",
      title: "This answer does not belong to a connection you started.",
      how: `Nothing has changed. ${tryAgain}`,
    },
    state_of_another: {
      tone: "bad",
      title: "This connection was started in another browser or by somebody else.",
      how: `Finish it there, or start anew here: ${tryAgain}`,
    },
    state_expired: {
      tone: "warn",
      title: "That took longer than ten minutes.",
      how: tryAgain,
    },
    state_used: {
      tone: "info",
      title: "This answer of QuickBooks was used already.",
      how: "If your company is shown below as connected, all is well.",
    },
    not_signed_in: {
      tone: "warn",
      title: "You were not signed in as a manager when QuickBooks sent you back.",
      how: tryAgain,
    },
    code_refused: {
      tone: "bad",
      title: "QuickBooks did not accept its own code any more.",
      how: tryAgain,
    },
    keys_refused: {
      tone: "bad",
      title: "Intuit does not accept the app’s keys.",
      how: "Enter the present keys below, then press Connect again.",
    },
    keys_missing: {
      tone: "bad",
      title: "The keys of the Intuit app are missing.",
      how: "Enter them below, then press Connect again.",
    },
    wrong_company: {
      tone: "bad",
      title: "QuickBooks does not let Scanpost into this company.",
      how: "Development keys open sandbox companies only, production keys real ones. Connect as an administrator of the company.",
    },
    unreachable: {
      tone: "bad",
      title: "QuickBooks could not be reached.",
      how: `Nothing has changed. ${tryAgain}`,
    },
    disconnected_there: {
      tone: "info",
      title: "You disconnected Scanpost in QuickBooks.",
      how: "Everything waiting is kept here. Connect again to go on.",
    },
  } as Record<string, Told>,
  company: "Company",
  plan: "Plan",
  planOf: (edition: string) =>
    edition ? `QuickBooks Online ${edition}` : "Not told by QuickBooks",
  where: "Country and currency",
  zone: "Time zone",
  closed: "Books closed through",
  open: "Open",
  access: "Access",
  reconnectBefore: (day: string) => `Reconnect before ${day}`,
  unusedUntil: (day: string) => `Ends on ${day} if it is not used until then`,
  noAccess: "None: connect again",
  endsSoon: (day: string) => `QuickBooks lets Scanpost in only until ${day}`,
  endsSoonHow: "Reconnect now: one visit to QuickBooks, and nothing else changes.",
  waiting: (n: number) => (n === 1 ? "1 document is waiting." : `${n} documents are waiting.`),
  lost: "QuickBooks is not connected",
  lostHow:
    "Scanning goes on. What is scanned meanwhile is sent once this company is connected again.",
  news: "Changed in QuickBooks",
  newsRead: "Got it",
  off: "Switched off in QuickBooks",
  offWhat: "Scanpost does without these. After changing them in QuickBooks, press Check again.",
  allOn: "Nothing is missing",
  nothingOff: "Everything Scanpost uses is switched on in QuickBooks.",
  otherTitle: (other: string) => `${other} is connected too`,
  otherWhat: (other: string, current: string) =>
    `Nothing is sent to ${other} so far: Scanpost goes on working with ${current} as before.`,
  otherUnsent: (n: number, current: string) =>
    n === 0
      ? ""
      : n === 1
        ? `1 document is waiting for ${current}. If you switch, it stays here until ${current} is used again.`
        : `${n} documents are waiting for ${current}. If you switch, they stay here until ${current} is used again.`,
  useOther: (other: string) => `Work with ${other}`,
  dropOther: (other: string) => `Disconnect ${other}`,
  disconnectTitle: (company: string) => `Disconnect ${company}?`,
  disconnectWhat: "Scanpost gives its access back and forgets it.",
  disconnectKept: (n: number) =>
    n === 0
      ? "Nothing is waiting. What is scanned from now on stays here until the same company is connected again."
      : n === 1
        ? "1 document is waiting. It stays here and is sent once the same company is connected again."
        : `${n} documents are waiting. They stay here and are sent once the same company is connected again.`,
  disconnectLinks: "How your items, customers and vendors are linked is kept.",
  keep: "Stay connected",
  calls: "Reads this month",
  callsWhat: "Intuit counts what an app reads from QuickBooks. What Scanpost sends is not counted.",
  writes: (n: string) => `${n} messages sent this month.`,
  budget: "Reads a month",
  budgetHelp: "500,000 are free. Change it if Intuit gave your app another limit.",
  change: "Change",
  save: "Save",
  keys: "Intuit app keys",
  keysWhat:
    "Scanpost connects as an app of your own. Create one at developer.intuit.com, then copy its keys here. They are tested at Intuit when you save them, sealed, and never shown again.",
  keysTested: (moment: string) => `Accepted by Intuit on ${moment}`,
  environment: "Keys for",
  sandbox: "Sandbox companies",
  production: "Real companies",
  clientId: "Client ID",
  clientSecret: "Client secret",
  verifier: "Webhook verifier token",
  verifierHelp: "Proves that a webhook comes from Intuit. Leave empty until you set webhooks up.",
  kept: (tail: string) => (tail ? `Kept, ends in ${tail}. Type to replace it.` : ""),
  saveKeys: "Test and save",
  saved: "Intuit accepts these keys. They are kept.",
  reconnectAfter: "A company connected with other keys has to be connected again.",
  addresses: "Addresses for your Intuit app",
  addressesWhat:
    "Enter them in the app’s settings at developer.intuit.com, exactly as they stand here.",
  address: {
    redirect: "Redirect URI",
    webhooks: "Webhook endpoint",
    reconnect: "Reconnect URL",
    disconnect: "Disconnect URL",
  },
  copy: "Copy",
  copied: "Copied",
};
