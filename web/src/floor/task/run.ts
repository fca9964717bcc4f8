/**
 * A task while a person works on it: turns reads into scans, stores them, waits for answers and
 * tells the person. The state itself is the pure reducer's.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { approve, type Proof } from "../../api/calls.ts";
import { asProblem, ownProblem } from "../../api/problem.ts";
import type { ScanAnswers, ScanContext, ScanIn, Step, Task } from "../../api/types.ts";
import { newId } from "../../db/ids.ts";
import * as queue from "../../db/queue.ts";
import { today } from "../../i18n/format.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { done, answer as feedback } from "../../scan/feedback.ts";
import type { Read } from "../../scan/read.ts";
import { me } from "../../session.ts";
import { flush, onAnswer, recount } from "../../sync/flush.ts";
import { replyOf } from "./replies.ts";
import {
  asAnswer,
  freshTask,
  mergeAnswers,
  type Place,
  reduce,
  type TaskEvent,
  type TaskState,
} from "./state.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** A scan still waiting this long is called saved, and the next one no longer waits for it. */
const PATIENCE_MS = 1_000;

type Draft = {
  step?: Step;
  raw?: string;
  read?: Read;
  qty?: string | null;
  context?: ScanContext;
  /** What it is about, where that is not the task's own document. */
  documentId?: string;
  /** The scan whose question this one answers. */
  of?: ScanIn;
  answers?: ScanAnswers;
};

export type TaskRun = {
  state: ReadonlySignal<TaskState>;
  read: (read: Read) => Promise<void>;
  submit: (draft: Draft) => Promise<void>;
  /** Answers the open question with what was typed or tapped. */
  reply: (value: string) => Promise<void>;
  /** A supervisor's consent to the open question. */
  consent: (proof: Proof) => Promise<void>;
  dispatch: (event: TaskEvent) => void;
  stop: () => void;
};

/** Where a scan takes the person, as far as the phone can tell; undefined: nowhere else. */
export type Guess = (scan: ScanIn) => Place | null | undefined;

export function startTask(
  task: Task,
  documentId: string | null,
  onChange: (state: TaskState) => void,
  guess: Guess = () => undefined,
): TaskRun {
  const state = signal(freshTask(task, documentId));
  const settled = new Map<string, () => void>();
  let chain: Promise<void> = Promise.resolve();

  const dispatch = (event: TaskEvent) => {
    state.value = reduce(state.value, event);
  };

  const fail = (error: unknown) => {
    const verdict = verdictOfError(error);
    dispatch({ type: "failed", verdict, at: Date.now() });
    feedback("bad", verdict.words);
  };

  const stopHearing = onAnswer(({ scan, result }) => {
    if (!state.value.waiting.includes(scan.id)) return false;
    const before = state.value;
    dispatch({ type: "answered", scan, result, at: Date.now() });
    tell(verdictOf(result), state.value.ending !== null && before.ending === null);
    settled.get(scan.id)?.();
    settled.delete(scan.id);
    const asked = before.question;
    const nowHere = state.value.place;
    if (asked?.need.field === "location" && nowHere && result.effect?.type === "location") {
      void submit({ of: asked.scan, context: { location_id: nowHere.id } });
    }
    onChange(state.value);
    return true;
  });

  /** One scan after the other: a scan's bin is the one the scan before it confirmed. */
  function submit(draft: Draft): Promise<void> {
    chain = chain.then(() => send(draft)).catch(fail);
    return chain;
  }

  async function send(draft: Draft): Promise<void> {
    const scan = await queue.put(compose(state.value, draft)).catch(() => {
      throw ownProblem("storage_failed");
    });
    const answered = new Promise<void>((resolve) => settled.set(scan.id, resolve));
    dispatch({ type: "sent", scan, guess: guess(scan) });
    void recount();
    void flush();
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }

  async function read(read: Read): Promise<void> {
    const { question } = state.value;
    if (!question) return submit({ read });
    const reply = replyOf(question, read, await preview(read));
    if (reply.kind === "answer") return submit({ of: question.scan, answers: reply.answers });
    if (reply.kind === "badge") return consent({ badge: reply.badge });
    return submit({ read });
  }

  async function reply(value: string): Promise<void> {
    const { question } = state.value;
    if (!question) return;
    const { need, scan } = question;
    if (need.field === "location") {
      dispatch({ type: "dropped" });
      return submit({ of: scan, context: { location_id: value } });
    }
    return submit({ of: scan, answers: asAnswer(need, value) });
  }

  async function consent(proof: Proof): Promise<void> {
    const { question } = state.value;
    if (question?.need.field !== "approval") return;
    try {
      const { approval } = await approve(proof, question.need.code);
      await submit({ of: question.scan, answers: { approval } });
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  return { state, read, submit, reply, consent, dispatch, stop: stopHearing };
}

function tell(verdict: Verdict, ended: boolean): void {
  if (ended) done(verdict.words);
  else feedback(verdict.tone === "ask" ? "warn" : verdict.tone, verdict.words);
}

function compose(state: TaskState, draft: Draft): Omit<ScanIn, "device_seq"> {
  const { of, read } = draft;
  const context: ScanContext = {
    ...(state.place ? { location_id: state.place.id } : {}),
    ...(state.carton ? { carton_id: state.carton.id } : {}),
    ...of?.context,
    ...draft.context,
  };
  const documentId = draft.documentId ?? state.documentId;
  const quantity = draft.qty ?? of?.qty ?? (of ? null : state.qty);
  return {
    id: newId(),
    recorded_at: new Date().toISOString(),
    session_id: me.value?.session_id,
    task: state.task,
    ...(documentId ? { document_id: documentId } : {}),
    raw: of?.raw ?? read?.raw ?? draft.raw ?? "",
    symbology: of?.symbology ?? read?.symbology,
    aim_id: of?.aim_id ?? read?.aimId,
    source: of?.source ?? read?.source ?? "typed",
    step: of?.step ?? draft.step ?? "scan",
    ...(quantity ? { qty: quantity } : {}),
    context,
    answers: mergeAnswers(of?.answers, draft.answers ?? {}),
    ...(of ? { answers_to: of.id } : {}),
  };
}

/** What the code says, read on the phone; null where it breaks its own rules. */
async function preview(read: Read) {
  const { parse, camera, plainScanner } = await import("../../scan/parse.ts");
  try {
    return parse(read.raw, {
      today: today(),
      symbology: read.symbology,
      aimId: read.aimId,
      settings: read.source === "camera" || read.source === "photo" ? camera : plainScanner,
    });
  } catch {
    return null;
  }
}

function verdictOfError(error: unknown): Verdict {
  const { title, detail, action } = problemWords(asProblem(error));
  return { tone: "bad", words: title || t.problems.unexpected.title, detail, action };
}
