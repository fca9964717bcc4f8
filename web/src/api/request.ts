/** One HTTP request: JSON in, JSON out, every failure a `ProblemError`. */
import { signal } from "@preact/signals";
import { ownProblem, problemOf } from "./problem.ts";

const TIMEOUT_MS = 15_000;

/** Grows each time the server says that nobody is signed in here; the session listens. */
export const signedOut = signal(0);

type Options = {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  form?: FormData;
};

export async function request<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  { query, body, form }: Options = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path + search(query), {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(form ? { body: form } : {}),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw ownProblem(late ? "server_slow" : "offline");
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const problem = problemOf(response.status, answer);
  if (problem.problem.code === "not_signed_in") signedOut.value++;
  throw problem;
}

function search(query: Options["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value != null && value !== "");
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}
