/** The scan queue: stored before it is shown, sent in order, removed by its answer alone. */
import type { ScanIn, ScanResult } from "../api/types.ts";
import { database, type QueuedScan, type StoredAnswer } from "./schema.ts";

const KEEP_ANSWERS_MS = 7 * 24 * 60 * 60 * 1000;
const SEQ = "device_seq";

/** Stores `scan` under this device's next sequence number and returns it with that number. */
export async function put(scan: Omit<ScanIn, "device_seq">): Promise<ScanIn> {
  const db = await database();
  const work = db.transaction(["queue", "values"], "readwrite", { durability: "strict" });
  const values = work.objectStore("values");
  const seq = Number((await values.get(SEQ)) ?? 0) + 1;
  const stored: ScanIn = { ...scan, device_seq: seq };
  await Promise.all([
    values.put(seq, SEQ),
    work.objectStore("queue").add({ seq, scan: stored }),
    work.done,
  ]);
  return stored;
}

/** The oldest `limit` scans, in the order they were made. */
export async function oldest(limit: number): Promise<QueuedScan[]> {
  return (await database()).getAll("queue", null, limit);
}

export async function count(): Promise<number> {
  return (await database()).count("queue");
}

/** Takes answered scans off the queue and keeps their answers, in one transaction. */
export async function settle(
  answered: { queued: QueuedScan; result: ScanResult }[],
): Promise<StoredAnswer[]> {
  const db = await database();
  const work = db.transaction(["queue", "answers"], "readwrite");
  const at = Date.now();
  const stored = answered.map(
    ({ queued, result }): StoredAnswer => ({
      id: queued.scan.id,
      at,
      scan: queued.scan,
      result,
      unseen: needsPerson(result) ? 1 : 0,
    }),
  );
  for (const { queued } of answered) void work.objectStore("queue").delete(queued.seq);
  for (const answer of stored) void work.objectStore("answers").put(answer);
  await work.done;
  return stored;
}

/** Whether the answer asks something of a person: a refusal or a question. */
export function needsPerson(result: ScanResult): boolean {
  const status = result.status === "duplicate" ? result.first_status : result.status;
  return status === "rejected" || status === "needs_input";
}

/** Refusals and questions nobody has seen yet, oldest first. */
export async function unseen(): Promise<StoredAnswer[]> {
  return (await database()).getAllFromIndex("answers", "unseen", 1);
}

/** The stored answers to these scans. */
export async function answers(ids: string[]): Promise<StoredAnswer[]> {
  const db = await database();
  const found = await Promise.all(ids.map((id) => db.get("answers", id)));
  return found.filter((answer) => answer !== undefined);
}

export async function markSeen(id: string): Promise<void> {
  const db = await database();
  const work = db.transaction("answers", "readwrite");
  const answer = await work.store.get(id);
  if (answer) await work.store.put({ ...answer, unseen: 0 });
  await work.done;
}

/** Drops answers older than a week that nobody has to look at any more. */
export async function tidy(now = Date.now()): Promise<void> {
  const db = await database();
  const work = db.transaction("answers", "readwrite");
  const old = IDBKeyRange.upperBound(now - KEEP_ANSWERS_MS);
  for (let at = await work.store.index("at").openCursor(old); at; at = await at.continue()) {
    if (at.value.unseen === 0) await at.delete();
  }
  await work.done;
}
