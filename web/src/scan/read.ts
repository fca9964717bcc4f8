/** One code as a reader delivered it, before anybody knows what it means. */
import { signal } from "@preact/signals";
import type { ScanIn } from "../api/types.ts";

export type Read = {
  raw: string;
  source: ScanIn["source"];
  symbology?: string;
  aimId?: string;
};

type Sink = (read: Read) => void;

/**
 * Who gets the next scan. Screens stack: a question on top of a task hears the scan first and hands
 * it back when it closes.
 */
const sinks: Sink[] = [];

/** Whether anybody listens for scans now. */
export const listening = signal(false);

/** Sends scans to `sink` until the returned function is called. */
export function receiveReads(sink: Sink): () => void {
  sinks.push(sink);
  listening.value = true;
  return () => {
    const at = sinks.lastIndexOf(sink);
    if (at >= 0) sinks.splice(at, 1);
    listening.value = sinks.length > 0;
  };
}

export function deliver(read: Read): void {
  sinks.at(-1)?.(read);
}
