/** A document's steps as they are told: scans of one person in a row become one step. */
import type { TimelineStep } from "../../api/activity.ts";
import { timeline as words } from "../../i18n/en-activity.ts";
import { sentence } from "../../i18n/format.ts";
import type { Tone } from "../../ui/parts.tsx";
import { tones } from "./tones.ts";

export type Folded = { key: string; first: TimelineStep; more: TimelineStep[] };

export function folded(steps: TimelineStep[]): Folded[] {
  const told: Folded[] = [];
  for (const step of steps) {
    const last = told.at(-1);
    const sameHand = last?.first.what === "scan" && last.first.person === step.person;
    if (last && step.what === "scan" && sameHand) last.more.push(step);
    else told.push({ key: `${step.what}${step.at}${told.length}`, first: step, more: [] });
  }
  // What QuickBooks accepted last says already that it is there.
  const accepted = steps.some((one) => one.attempt?.outcome === "done");
  return accepted ? told.filter(({ first }) => first.what !== "done" || first.words) : told;
}

export function title(step: TimelineStep): string {
  switch (step.what) {
    case "scan":
    case "deed":
      return step.words;
    case "queued":
      return words.queued;
    case "retried":
      return words.retried;
    case "foreseen":
      return words.foreseen(sentence(step.problem?.title ?? ""));
    case "done":
      return step.words ? words.byHand(step.words) : words.done;
    case "attempt":
      return attempted(step);
    default:
      return sentence(step.problem?.title ?? "");
  }
}

function attempted({ attempt }: TimelineStep): string {
  if (!attempt) return "";
  const purpose = words.purposes[attempt.purpose] ?? attempt.purpose;
  if (attempt.outcome === null) return `${purpose} …`;
  if (attempt.purpose === "check") return `${purpose}: ${words.held}`;
  if (attempt.outcome === "done") {
    const there = attempt.purpose === "ask" ? words.found : words.accepted;
    return there(attempt.external_number);
  }
  return `${purpose}: ${words.outcomes[attempt.outcome] ?? attempt.outcome}`;
}

export function tone(step: TimelineStep): Tone {
  switch (step.what) {
    case "scan":
    case "done":
      return "ok";
    case "foreseen":
    case "warning":
    case "edited":
      return "warn";
    case "attempt":
      return step.attempt?.outcome ? tones[step.attempt.outcome] : "";
    default:
      return "";
  }
}
