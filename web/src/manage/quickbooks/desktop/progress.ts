/** How far the first call of a Web Connector has got, from what the page tells. */
import type { DesktopCompany } from "../../../api/desktop.ts";

export type Mark = "done" | "now" | "later" | "wrong";
export type Stage = "called" | "answered" | "recognised";
export const stages: readonly Stage[] = ["called", "answered", "recognised"];

type Seen = Pick<DesktopCompany, "called_at" | "met_at" | "probed_at" | "problem">;

const stopsAt: Record<string, Stage> = {
  wrong_password: "called",
  disconnected: "called",
  wrong_company_file: "recognised",
};

export function marks(company: Seen): Record<Stage, Mark> {
  const { problem } = company;
  const reached = company.probed_at
    ? 3
    : company.met_at || problem?.code === "wrong_company_file"
      ? 2
      : company.called_at
        ? 1
        : 0;
  const trouble = problem ? (stopsAt[problem.code] ?? stages[Math.min(reached, 2)]) : undefined;
  const found = stages.map((stage, at): [Stage, Mark] => {
    if (stage === trouble) return [stage, "wrong"];
    if (at < reached) return [stage, "done"];
    return [stage, at === reached && !trouble ? "now" : "later"];
  });
  return Object.fromEntries(found) as Record<Stage, Mark>;
}
