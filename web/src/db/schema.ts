/**
 * What this device keeps for itself. A scan enters `queue` before anything is shown and leaves it
 * only with its answer, which stays in `answers` for seven days. A version change adds stores and
 * never touches the queue.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ScanIn, ScanResult } from "../api/types.ts";

export type QueuedScan = { seq: number; scan: ScanIn };

export type StoredAnswer = {
  id: string;
  at: number;
  scan: ScanIn;
  result: ScanResult;
  /** 1 until the person who scanned has seen a refusal or a question, then 0 (indexable). */
  unseen: 0 | 1;
};

interface ScanpostDb extends DBSchema {
  queue: { key: number; value: QueuedScan };
  answers: {
    key: string;
    value: StoredAnswer;
    indexes: { at: number; unseen: number };
  };
  values: { key: string; value: unknown };
}

export type Db = IDBPDatabase<ScanpostDb>;

let opening: Promise<Db> | undefined;

export function database(): Promise<Db> {
  opening ??= openDB<ScanpostDb>("scanpost", 1, {
    upgrade(db) {
      db.createObjectStore("queue", { keyPath: "seq" });
      const answers = db.createObjectStore("answers", { keyPath: "id" });
      answers.createIndex("at", "at");
      answers.createIndex("unseen", "unseen");
      db.createObjectStore("values");
    },
    // A newer tab wants to upgrade: let go, the next call opens again.
    blocking: () => void forget(),
    terminated: () => void forget(),
  }).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function forget(): Promise<void> {
  const closing = opening;
  opening = undefined;
  (await closing)?.close();
}
