import { describe, expect, it } from "vitest";
import type { DesktopCompany } from "../../../api/desktop.ts";
import { marks } from "./progress.ts";

const at = "2026-11-27T12:00:00Z";
const nothing = { called_at: null, met_at: null, probed_at: null, problem: null };
const trouble = (code: string): DesktopCompany["problem"] => ({
  code,
  title: "",
  detail: "",
  action: "",
  params: {},
  cause: "",
  fixes: [],
});

describe("the first call", () => {
  it("is awaited at first", () => {
    expect(marks(nothing)).toEqual({ called: "now", answered: "later", recognised: "later" });
  });

  it("goes on step by step", () => {
    const called = { ...nothing, called_at: at };
    expect(marks(called)).toEqual({ called: "done", answered: "now", recognised: "later" });
    const met = { ...called, met_at: at };
    expect(marks(met)).toEqual({ called: "done", answered: "done", recognised: "now" });
    const known = { ...met, probed_at: at };
    expect(marks(known)).toEqual({ called: "done", answered: "done", recognised: "done" });
  });

  it("stops at a wrong password before anything was called", () => {
    const found = marks({ ...nothing, problem: trouble("wrong_password") });
    expect(found).toEqual({ called: "wrong", answered: "later", recognised: "later" });
  });

  it("knows that QuickBooks answered when the file is another one", () => {
    const found = marks({ ...nothing, called_at: at, problem: trouble("wrong_company_file") });
    expect(found).toEqual({ called: "done", answered: "done", recognised: "wrong" });
  });

  it("lays any other trouble on what was to come next", () => {
    const found = marks({ ...nothing, called_at: at, problem: trouble("no_permission") });
    expect(found).toEqual({ called: "done", answered: "wrong", recognised: "later" });
  });

  it("marks nothing as wrong once all is known and only the computer sleeps", () => {
    const found = marks({ called_at: at, met_at: at, probed_at: at, problem: null });
    expect(Object.values(found)).toEqual(["done", "done", "done"]);
  });
});
