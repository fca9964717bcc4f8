import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { wedgeReader } from "./wedge.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function keyboard() {
  const scans: string[] = [];
  const typed: string[] = [];
  const reader = wedgeReader({
    onScan: (text) => scans.push(text),
    onTyped: (chars) => typed.push(chars),
  });
  let now = 0;
  const wait = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
  };
  return {
    scans,
    typed,
    wait,
    type: (text: string, gap: number) => {
      for (const char of text) {
        wait(gap);
        reader.char(char, now);
      }
    },
    enter: (gap = 8) => {
      wait(gap);
      return reader.suffix(now);
    },
    arrow: () => reader.other(),
  };
}

describe("a keyboard wedge", () => {
  it.each([8, 16, 40])("reads a code typed every %i ms and ended by Enter", (gap) => {
    const keys = keyboard();
    keys.type("0614141001019", gap);
    expect(keys.enter(gap)).toBe("swallow");
    expect(keys.scans).toEqual(["0614141001019"]);
    expect(keys.typed).toEqual([]);
  });

  it("keeps the separator of GS1 codes", () => {
    const keys = keyboard();
    keys.type("]d201006141410010191027L\x1d21S1", 8);
    keys.enter();
    expect(keys.scans).toEqual(["]d201006141410010191027L\x1d21S1"]);
  });

  it("reads a code without Enter once it is quiet", () => {
    const keys = keyboard();
    keys.type("A-03-2", 8);
    expect(keys.scans).toEqual([]);
    keys.wait(200);
    expect(keys.scans).toEqual(["A-03-2"]);
  });

  it("bears one late key in the middle of a code", () => {
    const keys = keyboard();
    keys.type("(01)00", 8);
    keys.wait(120);
    keys.type("614141001033", 8);
    keys.enter();
    expect(keys.scans).toEqual(["(01)00614141001033"]);
  });

  it("waits for keys that a busy page has not seen yet", () => {
    let pending = true;
    const typed: string[] = [];
    const reader = wedgeReader({
      onScan: () => undefined,
      onTyped: (chars) => typed.push(chars),
      keysPending: () => pending,
    });
    reader.char("a", 0);
    vi.advanceTimersByTime(400);
    expect(typed).toEqual([]);
    pending = false;
    vi.advanceTimersByTime(20);
    expect(typed).toEqual(["a"]);
  });

  it("never takes a person's typing for a scan, not even with Enter", () => {
    const keys = keyboard();
    keys.type("receive", 120);
    expect(keys.enter(120)).toBe("pass");
    expect(keys.scans).toEqual([]);
    expect(keys.typed.join("")).toBe("receive");
  });

  it("gives a quick roll of four keys back as typing", () => {
    const keys = keyboard();
    keys.type("asdf", 20);
    keys.wait(200);
    expect(keys.scans).toEqual([]);
    expect(keys.typed.join("")).toBe("asdf");
  });

  it("does not keep a typed letter waiting for long", () => {
    const keys = keyboard();
    keys.type("q", 0);
    keys.wait(80);
    expect(keys.typed).toEqual(["q"]);
  });

  it("takes the same code within 250 ms as one pull of the trigger", () => {
    const keys = keyboard();
    keys.type("4711", 5);
    keys.enter();
    keys.type("4711", 5);
    keys.enter();
    keys.wait(400);
    keys.type("4711", 5);
    keys.enter();
    expect(keys.scans).toEqual(["4711", "4711"]);
  });

  it("swallows the second line end of a scanner that sends two", () => {
    const keys = keyboard();
    keys.type("4711", 8);
    keys.enter();
    expect(keys.enter(5)).toBe("swallow");
    expect(keys.enter(500)).toBe("pass");
  });

  it("lets an arrow key end what was typed", () => {
    const keys = keyboard();
    keys.type("ab", 10);
    expect(keys.arrow()).toBe("pass");
    expect(keys.typed).toEqual(["ab"]);
  });
});
