/**
 * What every floor task has in common, as one pure reducer: which document is open, where the person
 * stands, what was scanned and answered, and the one question that may be open.
 */
import type { Need, NeedField, ScanAnswers, ScanIn, ScanResult, Task } from "../../api/types.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export type Place = { id: string; code: string };
export type Carton = { id: string; number: string };
export type Entry = Verdict & { id: string; raw: string; at: number };
export type Question = { scan: ScanIn; need: Need };
export type Ending = { code: string; message: string; effect: Record<string, unknown> };

export type TaskState = {
  task: Task;
  documentId: string | null;
  /** The bin that was scanned last: where goods go, or are taken from. */
  place: Place | null;
  /** The scan after which the phone took `place` for granted, without an answer yet. */
  guessedBy: string | null;
  carton: Carton | null;
  /** How many the next scan counts, if the person said so. */
  qty: string | null;
  /** Scans sent and not answered yet. */
  waiting: string[];
  /** Answers so far, newest first. */
  entries: Entry[];
  question: Question | null;
  ending: Ending | null;
  /** What the last applied scan did, as the server put it. */
  effect: Record<string, unknown> | null;
};

export type TaskEvent =
  | { type: "sent"; scan: ScanIn; guess?: Place | null | undefined }
  | { type: "answered"; scan: ScanIn; result: ScanResult; at: number }
  | { type: "failed"; verdict: Verdict; at: number }
  | { type: "quantity"; qty: string | null }
  | { type: "dropped" }
  | { type: "at_place"; place: Place }
  | { type: "left_place" };

const KEEP_ENTRIES = 50;

export function freshTask(task: Task, documentId: string | null = null): TaskState {
  return {
    task,
    documentId,
    place: null,
    guessedBy: null,
    carton: null,
    qty: null,
    waiting: [],
    entries: [],
    question: null,
    ending: null,
    effect: null,
  };
}

export function reduce(state: TaskState, event: TaskEvent): TaskState {
  switch (event.type) {
    case "sent":
      return {
        ...state,
        waiting: [...state.waiting, event.scan.id],
        question: keepsQuestion(state) ? state.question : null,
        qty: null,
        ...(event.guess === undefined ? {} : { place: event.guess, guessedBy: event.scan.id }),
      };
    case "answered":
      return answered(state, event);
    case "failed":
      return withEntry(state, {
        ...event.verdict,
        id: `failed-${event.at}`,
        raw: "",
        at: event.at,
      });
    case "quantity":
      return { ...state, qty: event.qty };
    case "dropped":
      return { ...state, question: null };
    case "at_place":
      return { ...state, place: event.place };
    case "left_place":
      return { ...state, place: null };
  }
}

/** "Scan the bin first" stays open while the bin is scanned. */
function keepsQuestion(state: TaskState): boolean {
  return state.question?.need.field === "location";
}

function answered(
  state: TaskState,
  { scan, result, at }: Extract<TaskEvent, { type: "answered" }>,
): TaskState {
  const verdict = verdictOf(result);
  const next = withEntry(
    { ...state, waiting: state.waiting.filter((id) => id !== scan.id) },
    { ...verdict, id: scan.id, raw: scan.raw, at },
  );
  if (verdict.tone === "ask" && result.needs) {
    return { ...next, question: { scan, need: result.needs } };
  }
  if (verdict.tone === "bad") {
    // Nobody may count on a bin that was refused: the next scan asks for it.
    return scan.id === state.guessedBy ? { ...next, place: null } : next;
  }
  return applied({ ...next, effect: result.effect ?? null }, result);
}

function applied(state: TaskState, result: ScanResult): TaskState {
  const effect = result.effect ?? {};
  switch (effect.type) {
    case "location":
      return {
        ...state,
        documentId: result.document?.id ?? state.documentId,
        place: placeIn(effect.location) ?? state.place,
        ending: null,
      };
    case "bin_counted":
      return effect.done === true
        ? ended({ ...state, place: null }, result)
        : { ...state, place: null };
    case "opened":
      return {
        ...freshTask(state.task, result.document?.id ?? state.documentId),
        entries: state.entries,
        waiting: state.waiting,
      };
    case "moved":
    case "put_back":
      return { ...state, place: null };
    case "completed":
    case "finished":
    case "shipped":
      return ended(state, result);
    case "picked":
    case "short":
      return effect.done === true ? ended(state, result) : state;
    default:
      return { ...state, carton: cartonIn(effect.carton) ?? state.carton };
  }
}

function ended(state: TaskState, { code, message, effect }: ScanResult): TaskState {
  return { ...state, ending: { code, message, effect: effect ?? {} } };
}

function withEntry(state: TaskState, entry: Entry): TaskState {
  return { ...state, entries: [entry, ...state.entries].slice(0, KEEP_ENTRIES) };
}

function placeIn(value: unknown): Place | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, code } = value as Partial<Place>;
  return id && code ? { id, code } : null;
}

function cartonIn(value: unknown): Carton | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, number } = value as Partial<Carton>;
  return id && number ? { id, number } : null;
}

/** The answers so far and the new ones: a chain of questions keeps what was said before. */
export function mergeAnswers(before: ScanAnswers | undefined, added: ScanAnswers): ScanAnswers {
  const confirm = [...(before?.confirm ?? []), ...(added.confirm ?? [])];
  return { ...before, ...added, ...(confirm.length > 0 ? { confirm } : {}) };
}

/** How the person's reply to `need` is written. */
export function asAnswer(need: Need, value: string): ScanAnswers {
  switch (need.field as NeedField) {
    case "lot":
      return { lot: value };
    case "expiry":
      return { expiry: value };
    case "serial":
      return { serial: value };
    case "qty":
      return { qty: value };
    case "reason":
      return { reason: value };
    case "choice":
      return { choice: value };
    case "approval":
      return { approval: value };
    case "confirm":
      return { confirm: [need.code] };
    case "location":
      return {};
  }
}
