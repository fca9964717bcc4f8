import type { SyncProblem } from "../../../api/sync.ts";
import { fixes as words } from "../../../i18n/en-fixes.ts";
import { sentence } from "../../../i18n/format.ts";
import { Strip, type Tone } from "../../../ui/parts.tsx";

type Props = { problem: SyncProblem; tone: Exclude<Tone, ""> };

/** What happened and what it means; QuickBooks' own words and the code one tap deeper. */
export function ProblemNote({ problem, tone }: Props) {
  const { said, quickbooks_code } = problem.params ?? {};
  return (
    <Strip tone={tone} title={problem.title}>
      <p>{sentence(problem.detail)}</p>
      {problem.action && <p class="strong">{sentence(problem.action)}</p>}
      <details>
        <summary>{words.said}</summary>
        {typeof said === "string" && <p>{said}</p>}
        <p class="muted small">
          {words.code}:{" "}
          <span class="code">
            {problem.code} {String(quickbooks_code ?? "")}
          </span>
        </p>
      </details>
    </Strip>
  );
}
