/** What went wrong, in the server's own shape (RFC 9457); the phone adds a few of its own. */
export type Problem = {
  code: string;
  title: string;
  detail: string;
  action: string;
  status: number;
  params: Record<string, unknown>;
  request_id?: string;
};

/** Thrown by every call that did not succeed. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** A problem the phone found by itself; its words come from i18n alone. */
export function ownProblem(code: string, params: Record<string, unknown> = {}): ProblemError {
  return new ProblemError({ code, title: "", detail: "", action: "", status: 0, params });
}

/** Any thrown thing as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return ownProblem("unexpected", { reason: String(error) }).problem;
}

/** The problem a response carries; a proxy's HTML page or an empty body becomes `unexpected`. */
export function problemOf(status: number, body: unknown): ProblemError {
  if (typeof body === "object" && body !== null && "code" in body) {
    const known = body as Partial<Problem>;
    return new ProblemError({
      code: String(known.code),
      title: known.title ?? "",
      detail: known.detail ?? "",
      action: known.action ?? "",
      status,
      params: known.params ?? {},
      ...(known.request_id ? { request_id: known.request_id } : {}),
    });
  }
  const code = status === 502 || status === 503 || status === 504 ? "server_away" : "unexpected";
  return ownProblem(code, { status });
}
