/** What a scan means while a question is open: an answer to it, or something new. */
import type { ScanAnswers } from "../../api/types.ts";
import type { Parsed } from "../../scan/parse.ts";
import type { Read } from "../../scan/read.ts";
import type { Question } from "./state.ts";

export type Reply =
  | { kind: "answer"; answers: ScanAnswers }
  | { kind: "badge"; badge: string }
  | { kind: "new" };

/** `parsed` is null where the code could not be read as anything; the server will say why. */
export function replyOf(question: Question, read: Read, parsed: Parsed | null): Reply {
  const { need, scan } = question;
  // A code that names an item says more than the question asked: let the server read all of it.
  const bare = parsed !== null && parsed.gtin14 === null && parsed.kind !== "own";
  switch (need.field) {
    case "approval":
      return { kind: "badge", badge: read.raw };
    case "confirm":
      return read.raw === scan.raw
        ? { kind: "answer", answers: { confirm: [need.code] } }
        : { kind: "new" };
    case "lot":
      return value(bare ? (parsed.lot ?? plain(parsed)) : null, (lot) => ({ lot }));
    case "serial":
      return value(bare ? (parsed.serial ?? plain(parsed)) : null, (serial) => ({ serial }));
    case "expiry":
      return value(bare ? (parsed.expiry ?? parsed.best_before) : null, (expiry) => ({ expiry }));
    default:
      return { kind: "new" };
  }
}

function plain(parsed: Parsed): string | null {
  return parsed.kind === "text" ? parsed.code : null;
}

function value(text: string | null, make: (text: string) => ScanAnswers): Reply {
  return text ? { kind: "answer", answers: make(text) } : { kind: "new" };
}
