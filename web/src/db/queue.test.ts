import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import type { ScanIn, ScanResult } from "../api/types.ts";
import { newId } from "./ids.ts";
import * as queue from "./queue.ts";

const draft = (raw: string): Omit<ScanIn, "device_seq"> => ({
  id: newId(),
  recorded_at: "2026-11-22T15:00:00Z",
  task: "receive",
  raw,
  source: "wedge",
  step: "scan",
});

const answer = (id: string, status: ScanResult["status"]): ScanResult => ({
  id,
  status,
  code: "x",
  message: "",
});

describe("the scan queue", () => {
  it("numbers scans in order, keeps them until answered, and shows refusals until seen", async () => {
    const scans: ScanIn[] = [];
    for (const raw of ["a", "b", "c"]) scans.push(await queue.put(draft(raw)));
    const first = scans[0]?.device_seq ?? 0;
    expect(scans.map((scan) => scan.device_seq - first)).toEqual([0, 1, 2]);
    expect((await queue.oldest(2)).map(({ scan }) => scan.raw)).toEqual(["a", "b"]);

    const [a, b] = await queue.oldest(2);
    if (!a || !b) throw new Error("the queue lost a scan");
    await queue.settle([
      { queued: a, result: answer(a.scan.id, "applied") },
      { queued: b, result: answer(b.scan.id, "rejected") },
    ]);
    expect(await queue.count()).toBe(1);
    expect((await queue.unseen()).map(({ id }) => id)).toEqual([b.scan.id]);

    await queue.markSeen(b.scan.id);
    expect(await queue.unseen()).toEqual([]);
  });

  it("forgets seen answers after a week and keeps the others", async () => {
    const kept = await queue.put(draft("kept"));
    const [oldest] = (await queue.oldest(50)).filter(({ scan }) => scan.id === kept.id);
    if (!oldest) throw new Error("the queue lost a scan");
    await queue.settle([{ queued: oldest, result: answer(kept.id, "needs_input") }]);
    await queue.tidy(Date.now() + 8 * 24 * 60 * 60 * 1000);
    expect((await queue.unseen()).map(({ id }) => id)).toEqual([kept.id]);
  });
});

describe("a scan's id", () => {
  it("is a UUIDv7 that sorts by time", () => {
    const early = newId(1_700_000_000_000);
    const late = newId(1_700_000_000_001);
    expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(early < late).toBe(true);
  });
});
