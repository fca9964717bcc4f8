/**
 * HTTP as the server describes it: addresses, parameters, bodies and answers are checked against the
 * generated schema while compiling; every failure at run time is a `ProblemError`.
 */
import { signal } from "@preact/signals";
import { ownProblem, problemOf } from "./problem.ts";
import type { paths } from "./schema";

type Verb = "get" | "post" | "patch" | "delete";
type PathsWith<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, V extends Verb> = NonNullable<paths[P][V & keyof paths[P]]>;
type Json<R> = R extends { content: { "application/json": infer T } } ? T : undefined;
type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer Ok }
    ? Json<Ok>
    : R extends { 201: infer Made }
      ? Json<Made>
      : undefined
  : never;
type PathPart<O> = O extends { parameters: { path: infer T } } ? { path: T } : { path?: never };
type QueryPart<O> = O extends { parameters: { query?: infer T } } ? { query?: T } : unknown;
type BodyPart<O> = O extends { requestBody: { content: { "application/json": infer T } } }
  ? { body: T }
  : { body?: never };
type Options<O> = PathPart<O> & QueryPart<O> & BodyPart<O>;
type Rest<O> =
  Record<never, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>];
type Call<V extends Verb> = <P extends PathsWith<V>>(
  address: P,
  ...rest: Rest<Operation<P, V>>
) => Promise<Answer<Operation<P, V>>>;

const TIMEOUT_MS = 15_000;

/** Whether the last request reached the server; false until one succeeds again. */
export const reachable = signal(true);

/** Grows each time the server says that nobody is signed in here; the session listens. */
export const signedOut = signal(0);

export const get: Call<"get"> = verb("get");
export const post: Call<"post"> = verb("post");
export const patch: Call<"patch"> = verb("patch");
export const remove: Call<"delete"> = verb("delete");

type Loose = { path?: unknown; query?: unknown; body?: unknown };

function verb<V extends Verb>(method: V): Call<V> {
  const call = (address: string, { path, query, body }: Loose = {}) =>
    send(method, filled(address, path) + search(query), body);
  return call as Call<V>;
}

/** Any request; for the few that are not in the schema or send a file. */
export async function send<T>(method: Verb, address: string, body?: unknown): Promise<T> {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address, {
      method: method.toUpperCase(),
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    reachable.value = false;
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw ownProblem(late ? "server_slow" : "offline");
  }
  reachable.value = ![502, 503, 504].includes(response.status);
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const problem = problemOf(response.status, answer);
  if (problem.problem.code === "not_signed_in") signedOut.value++;
  throw problem;
}

function filled(address: string, path: unknown): string {
  const values = (path ?? {}) as Record<string, string>;
  return address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

function search(query: unknown): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") text.append(name, String(one));
    }
  }
  return text.size > 0 ? `?${text}` : "";
}
