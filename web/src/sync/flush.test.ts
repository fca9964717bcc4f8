import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ScanIn, ScanResult } from "../api/types.ts";
import { newId } from "../db/ids.ts";
import * as queue from "../db/queue.ts";
import { flush, onAnswer } from "./flush.ts";
import { attention, sendProblem, waiting } from "./status.ts";

/** A server as far as the queue sees it: counts each scan once, whatever is sent twice. */
function server() {
  const counted: string[] = [];
  let trouble: "none" | "away" | "lost answer" = "none";
  const answer = (scan: ScanIn): ScanResult => {
    const again = counted.includes(scan.raw);
    if (!again) counted.push(scan.raw);
    const refused = scan.raw.startsWith("bad");
    return {
      id: scan.id,
      status: again ? "duplicate" : refused ? "rejected" : "applied",
      code: "x",
      message: "",
    };
  };
  vi.stubGlobal("fetch", async (_: string, { body }: RequestInit) => {
    if (trouble === "away") throw new TypeError("no network");
    const { scans } = JSON.parse(String(body)) as { scans: ScanIn[] };
    const results = scans.map(answer);
    if (trouble === "lost answer") throw new TypeError("cut");
    return new Response(JSON.stringify({ results }), { status: 200 });
  });
  return {
    counted,
    be: (now: typeof trouble) => {
      trouble = now;
    },
  };
}

const scan = (raw: string) =>
  queue.put({
    id: newId(),
    recorded_at: "2026-11-22T15:00:00Z",
    task: "receive",
    raw,
    source: "wedge",
    step: "scan",
  });

beforeEach(() => vi.stubGlobal("navigator", {}));
afterEach(() => vi.unstubAllGlobals());

it("keeps scans while the server is away and sends them in order when it is back", async () => {
  const at = server();
  at.be("away");
  for (const raw of ["a", "b", "c"]) await scan(raw);
  await flush();
  expect(waiting.value).toBe(3);
  expect(sendProblem.value?.code).toBe("offline");

  at.be("none");
  await flush();
  expect(at.counted).toEqual(["a", "b", "c"]);
  expect(waiting.value).toBe(0);
  expect(sendProblem.value).toBeNull();
});

it("sends again after a lost answer, and the server counts once", async () => {
  const at = server();
  at.be("lost answer");
  await scan("once");
  await flush();
  expect(await queue.count()).toBe(1);
  at.be("none");
  await flush();
  expect(at.counted).toEqual(["once"]);
  expect(await queue.count()).toBe(0);
});

it("sends more than one batch", async () => {
  const at = server();
  for (let number = 0; number < 120; number++) await scan(`many-${number}`);
  await flush();
  expect(at.counted).toHaveLength(120);
  expect(at.counted.at(-1)).toBe("many-119");
});

it("says “needs you” for a refusal nobody was shown, and not for one that was", async () => {
  server();
  await scan("bad-1");
  await flush();
  expect(attention.value).toBe(1);

  const stop = onAnswer(() => true);
  await scan("bad-2");
  await flush();
  stop();
  expect(attention.value).toBe(1);
});
