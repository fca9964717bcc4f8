/** A server's answer as a person meets it: a tone, two to five words, and the sentence behind. */
import { problemOf } from "../../api/problem.ts";
import type { NeedField, ScanResult } from "../../api/types.ts";
import { qty, sentence } from "../../i18n/format.ts";
import { problemWords, t } from "../../i18n/index.ts";

export type Verdict = {
  /** ok: green. warn: counted, with something to know. ask: one question. bad: not counted. */
  tone: "ok" | "warn" | "ask" | "bad";
  words: string;
  detail: string;
  action: string;
};

export function verdictOf(result: ScanResult): Verdict {
  const status = result.status === "duplicate" ? (result.first_status ?? "applied") : result.status;
  if (status === "rejected") return refusal(result);
  if (status === "needs_input" && result.needs) {
    const { field, prompt } = result.needs;
    const words =
      field === "location"
        ? t.scan.flash.need_location
        : t.scan.flash[field as Exclude<NeedField, "location">];
    return { tone: "ask", words, detail: sentence(prompt), action: "" };
  }
  const warning = result.warnings?.join(" ") ?? "";
  return {
    tone: warning ? "warn" : "ok",
    words: success(result),
    detail: sentence(result.message),
    action: sentence(warning),
  };
}

function refusal(result: ScanResult): Verdict {
  const problem = problemOf(result.problem?.status ?? 409, result.problem ?? result).problem;
  const { title, detail, action } = problemWords(problem);
  const why = detail || sentence(result.message);
  // "C-02-1 is not on this walk: go to A-01-1." needs no second "Go to A-01-1."
  const said = why.toLowerCase().includes(action.toLowerCase());
  return { tone: "bad", words: title, detail: why, action: said ? "" : action };
}

function success({ effect, message }: ScanResult): string {
  const words = t.scan.flash;
  const amount = typeof effect?.qty === "string" ? qty(effect.qty) : "";
  switch (effect?.type) {
    case "received":
      return words.received(amount);
    case "counted":
      return words.counted(amount);
    case "bin_counted":
      return words.binCounted;
    case "cleared":
      return words.cleared;
    case "picked":
      return words.picked(amount);
    case "packed":
      return words.packed(amount);
    case "location":
      return words.location(String((effect.location as { code?: string } | undefined)?.code ?? ""));
    case "shipped":
      return words.shipped;
    case "opened":
      return words.opened;
    case "completed":
      return words.completed;
    case "finished":
      return words.finished;
    case "short":
      return words.short;
    case "carton":
      return words.carton;
    case "found":
      return words.found;
    case "taken":
    case "taken_all":
      return words.taken(amount);
    case "moved":
      return words.moved;
    case "chosen":
      return words.chosen;
    case "loaded":
      return words.loaded(amount);
    case "unloaded":
      return words.unloaded(amount);
    case "adjusted":
      return words.adjusted(amount);
    default:
      return message.length <= 30 ? message : words.ok;
  }
}
