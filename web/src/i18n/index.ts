/** The words of the person's language. Another language is another object of the same type. */
import type { Problem } from "../api/problem.ts";
import { en, type ProblemWords } from "./en.ts";
import { sentence } from "./format.ts";

export type Messages = typeof en;

export const t: Messages = en;

type Shown = { title: string; detail: string; action: string };

/**
 * A problem in words: ours where we have them, else the server's own sentences, which are plain
 * English for exactly this case.
 */
export function problemWords(problem: Problem): Shown {
  const known: Record<string, ProblemWords | undefined> = t.problems;
  const words = known[problem.code];
  return {
    title: words?.title ?? (problem.title || t.problems.unexpected.title),
    detail: sentence(words?.detail ?? problem.detail),
    action: sentence(problem.action || words?.action || ""),
  };
}
