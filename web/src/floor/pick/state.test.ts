import { describe, expect, it } from "vitest";
import type { PickTask, Stop } from "../../api/types.ts";
import { freshTask } from "../task/state.ts";
import { describe as view } from "./state.ts";

const stop = (id: string, code: string, rest: string): Stop => ({
  id,
  line_id: "line",
  location: { id: code, code },
  item: { id: "item", sku: "OAT-1L", name: "Oat milk 1 L", unit: "each" },
  lot: null,
  qty: "6",
  picked: rest === "0" ? "6" : "0",
  rest,
  short: "0",
});

const task = (...stops: Stop[]) => ({ stops }) as PickTask;
const here = (code: string) => ({ ...freshTask("pick", "t"), place: { id: code, code } });

describe("picking", () => {
  it("starts by choosing a task", () => {
    expect(view(undefined, freshTask("pick")).phase).toBe("choose");
  });

  it("sends to the first open stop", () => {
    const found = view(task(stop("1", "A", "0"), stop("2", "B", "6")), freshTask("pick", "t"));
    expect(found).toMatchObject({ phase: "go", stop: { id: "2" }, later: 0 });
  });

  it("takes goods once the bin is scanned", () => {
    const found = view(task(stop("1", "A", "6"), stop("2", "B", "6")), here("B"));
    expect(found).toMatchObject({ phase: "take", stop: { id: "2" }, later: 1 });
  });

  it("finishes a bin before it goes on", () => {
    const found = view(
      task(stop("1", "A", "0"), stop("2", "A", "6"), stop("3", "B", "6")),
      here("A"),
    );
    expect(found).toMatchObject({ phase: "take", stop: { id: "2" } });
  });

  it("goes onwards first and comes back for what was passed by", () => {
    const walk = (last: string) => [stop("1", "A", "6"), stop("2", "B", "0"), stop("3", "C", last)];
    expect(view(task(...walk("6")), here("B")).stop?.id).toBe("3");
    expect(view(task(...walk("0")), here("C")).stop?.id).toBe("1");
  });

  it("is over when nothing is left", () => {
    expect(view(task(stop("1", "A", "0")), freshTask("pick", "t")).phase).toBe("ended");
  });
});
