/**
 * Scanners that type. They are told from people by speed: keys a few milliseconds apart, at least
 * three of them, ended by Enter or Tab or by a pause. Keys that may be a scan are held back for a
 * blink; if they turn out to be typing, they are put where they were meant to go. No field needs the
 * focus, and a scan never lands in one.
 */
import { deliver } from "./read.ts";

export type WedgeSettings = {
  /** Largest mean gap between keys, in milliseconds. Scanners need 7 to 40, people 80 and more. */
  gapMs: number;
  /** So long one waits for the next key where it may as well be typing. */
  typingMs: number;
  /** A pause this long ends a burst that is as quick as a scanner: a busy phone may be late. */
  quietMs: number;
};

export const usualWedge: WedgeSettings = { gapMs: 50, typingMs: 75, quietMs: 150 };

const MIN_WITH_SUFFIX = 3;
/** Four rolled keys of a person may be as fast as a scanner; six are not. */
const MIN_WITHOUT_SUFFIX = 6;
const SAME_PULL_MS = 250;
const LOOK_AGAIN_MS = 20;
const GS = "\x1d";

type Key = { char: string; at: number };

export type Verdict =
  /** Not ours: let the key do what it does. */
  | "pass"
  /** May belong to a scan: keep it from the page until we know. */
  | "hold"
  /** Belongs to a scan that is complete. */
  | "swallow";

type Callbacks = {
  onScan: (text: string) => void;
  /** Held keys that were typing after all. */
  onTyped: (chars: string) => void;
  /** Whether keys wait that the busy page has not been told of: then a timer knows nothing. */
  keysPending?: () => boolean;
};

/** The timing rule, without a keyboard: fed with keys and their times, answers what to do. */
export function wedgeReader({ onScan, onTyped, keysPending }: Callbacks, settings = usualWedge) {
  let keys: Key[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = { text: "", at: Number.NEGATIVE_INFINITY };

  const meanGap = () => {
    const first = keys[0]?.at ?? 0;
    return keys.length < 2 ? 0 : ((keys.at(-1)?.at ?? 0) - first) / (keys.length - 1);
  };
  const looksScanned = (least: number) => keys.length >= least && meanGap() <= settings.gapMs;

  const patience = () => (looksScanned(MIN_WITH_SUFFIX) ? settings.quietMs : settings.typingMs);

  function release(): void {
    clearTimeout(timer);
    const chars = keys.map((key) => key.char).join("");
    keys = [];
    if (chars) onTyped(chars);
  }

  function complete(at: number): void {
    clearTimeout(timer);
    const text = keys.map((key) => key.char).join("");
    keys = [];
    const samePull = text === last.text && at - last.at < SAME_PULL_MS;
    last = { text, at };
    if (!samePull) onScan(text);
  }

  function quiet(): void {
    if (keysPending?.()) timer = setTimeout(quiet, LOOK_AGAIN_MS);
    else pause();
  }

  function pause(): void {
    if (looksScanned(MIN_WITHOUT_SUFFIX)) complete(keys.at(-1)?.at ?? 0);
    else release();
  }

  return {
    /** A key that types `char`. */
    char(char: string, at: number): Verdict {
      const before = keys.at(-1);
      if (before && at - before.at > patience()) pause();
      keys.push({ char, at });
      clearTimeout(timer);
      timer = setTimeout(quiet, patience());
      return "hold";
    },
    /** Enter or Tab. */
    suffix(at: number): Verdict {
      const before = keys.at(-1);
      // Many scanners end with CR and LF: the second one belongs to the scan as well.
      if (!before) return at - last.at < settings.quietMs ? "swallow" : "pass";
      if (at - before.at <= patience() && looksScanned(MIN_WITH_SUFFIX)) {
        complete(at);
        return "swallow";
      }
      release();
      return "pass";
    },
    /** Any other key: what is held was typing. */
    other(): Verdict {
      release();
      return "pass";
    },
  };
}

/** Puts typed text where the caret is, with undo and input events as if typed there. */
function typeInto(chars: string): void {
  const target = document.activeElement;
  const editable =
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable);
  if (editable) {
    document.execCommand("insertText", false, chars);
    return;
  }
  for (const key of chars) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    const unhandled = (target ?? document.body).dispatchEvent(event);
    if (unhandled && key === " " && target instanceof HTMLElement) target.click();
  }
}

/** Chromium can tell; elsewhere keys come before timers anyway, mostly. */
function keysPending(): boolean {
  const { scheduling } = navigator as Navigator & {
    scheduling?: { isInputPending?: () => boolean };
  };
  return scheduling?.isInputPending?.() ?? false;
}

const modifiers = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn"]);

/** Listens on the whole window until the returned function is called. */
export function startWedge(settings = usualWedge): () => void {
  const reader = wedgeReader(
    { onScan: (raw) => deliver({ raw, source: "wedge" }), onTyped: typeInto, keysPending },
    settings,
  );
  let altDigits = "";

  const judge = (event: KeyboardEvent): Verdict => {
    // Windows scanners may send the separator as Alt+029 on the number pad.
    if (event.altKey && /^\d$/.test(event.key)) {
      altDigits += event.key;
      return "hold";
    }
    if (event.key === GS || (event.ctrlKey && event.key === "]")) {
      return reader.char(GS, event.timeStamp);
    }
    if (modifiers.has(event.key)) return "pass";
    if (event.repeat) return reader.other();
    if (event.key === "Enter" || event.key === "Tab") return reader.suffix(event.timeStamp);
    if (event.ctrlKey && (event.key === "j" || event.key === "m")) {
      return reader.suffix(event.timeStamp);
    }
    const command = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
    if (event.key.length === 1 && !command) return reader.char(event.key, event.timeStamp);
    return reader.other();
  };

  const down = (event: KeyboardEvent) => {
    if (!event.isTrusted || event.isComposing) return;
    if (judge(event) === "pass") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const up = (event: KeyboardEvent) => {
    if (event.key !== "Alt" || !altDigits) return;
    if (Number(altDigits) === 29) reader.char(GS, event.timeStamp);
    altDigits = "";
  };

  addEventListener("keydown", down, { capture: true });
  addEventListener("keyup", up, { capture: true });
  return () => {
    removeEventListener("keydown", down, { capture: true });
    removeEventListener("keyup", up, { capture: true });
  };
}
