/**
 * Sends the queue: one flusher per device (Web Locks), in order, up to 50 scans at a time, again and
 * again until the server has answered each one. Sending twice is harmless, ids deduplicate.
 */
import { sendScans } from "../api/calls.ts";
import { announce, connected } from "../api/events.ts";
import { asProblem } from "../api/problem.ts";
import * as queue from "../db/queue.ts";
import type { StoredAnswer } from "../db/schema.ts";
import { attention, sendingLong, sendProblem, sent, waiting } from "./status.ts";

const BATCH = 50;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
const LONG_MS = 1_000;

type AnswerListener = (answer: StoredAnswer) => boolean;

const listeners = new Set<AnswerListener>();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("scanpost");

let running: Promise<void> | undefined;
let again = false;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Hears every answer. A listener returns true if it showed the answer to the person; an answer
 * nobody showed counts as "needs you".
 */
export function onAnswer(listener: AnswerListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends what waits, now. Calls during a flush make it look once more before it ends. */
export function flush(): Promise<void> {
  again = true;
  running ??= exclusively(drain)
    .catch((error) => {
      sendProblem.value = asProblem(error);
    })
    .then(() => {
      running = undefined;
      // Asked for in the very moment the loop ended; after a failure the timer asks again.
      if (again && sendProblem.value === null) return flush();
    });
  return running;
}

/** Web Locks keep two tabs apart; without them (plain http) ids still keep scans single. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request("scanpost-flush", work);
  else await work();
}

async function drain(): Promise<void> {
  clearTimeout(timer);
  const slow = setTimeout(() => {
    sendingLong.value = true;
  }, LONG_MS);
  try {
    while (again) {
      again = false;
      while (await sendBatch()) await recount();
    }
    failures = 0;
    sendProblem.value = null;
  } catch (error) {
    sendProblem.value = asProblem(error);
    retryLater();
  } finally {
    clearTimeout(slow);
    sendingLong.value = false;
    await recount();
  }
}

async function sendBatch(): Promise<boolean> {
  const batch = await queue.oldest(BATCH);
  if (batch.length === 0) return false;
  const results = await sendScans(batch.map(({ scan }) => scan));
  const byId = new Map(results.map((result) => [result.id, result]));
  const answered = batch.flatMap((queued) => {
    const result = byId.get(queued.scan.id);
    return result ? [{ queued, result }] : [];
  });
  if (answered.length === 0) throw new Error("the server answered none of the scans");
  const stored = await queue.settle(answered);
  sent.value += stored.length;
  for (const answer of stored) await tell(answer);
  channel?.postMessage(stored.map(({ id }) => id));
  return true;
}

async function tell(answer: StoredAnswer): Promise<void> {
  const shown = [...listeners].map((listener) => listener(answer)).includes(true);
  if (shown && answer.unseen) await queue.markSeen(answer.id);
}

async function hear(ids: string[]): Promise<void> {
  for (const answer of await queue.answers(ids)) await tell(answer);
  await recount();
}

function retryLater(): void {
  const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 30_000;
  timer = setTimeout(() => void flush(), wait * (0.8 + Math.random() * 0.4));
}

export async function recount(): Promise<void> {
  const [queued, open] = await Promise.all([queue.count(), queue.unseen()]);
  waiting.value = queued;
  attention.value = open.length;
}

/** Starts sending, and sends again whenever the outlook improves. */
export function startFlushing(): void {
  addEventListener("online", () => void flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
  connected.subscribe((open) => {
    if (open) void flush();
  });
  // Another tab of this device may have sent this tab's scans.
  channel?.addEventListener("message", ({ data }: MessageEvent<string[]>) => {
    void hear(data);
    announce("document.changed");
  });
  void navigator.storage?.persist?.();
  void queue.tidy();
  void flush();
}
