import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { atLeast } from "../../session.ts";
import { PageHead } from "../PageHead.tsx";
import { AskButton } from "./Ask.tsx";
import { CountList } from "./CountList.tsx";
import { Plans } from "./Plans.tsx";
import { Review } from "./Review.tsx";
import { RulesForm } from "./RulesForm.tsx";
import "../tabs.css";

const tabs = [
  { path: "", title: w.tabs.counts },
  { path: "plans", title: w.tabs.plans },
  { path: "rules", title: w.tabs.rules },
];

/** Counting at the desk: what waits for a decision, cycle counts, and when to count twice. */
export function Counts({ id = "" }: { id?: string }) {
  const known = tabs.some((one) => one.path === id);
  if (!known) return <Review id={id} />;
  return (
    <>
      <PageHead title={w.title}>
        <AskButton />
      </PageHead>
      <nav class="tabs" aria-label={w.tabsLabel}>
        {tabs
          .filter((one) => one.path !== "rules" || atLeast("manager"))
          .map((one) => (
            <a
              key={one.path}
              href={one.path ? `/desk/counts/${one.path}` : "/desk/counts"}
              aria-current={one.path === id ? "page" : undefined}
            >
              {one.title}
            </a>
          ))}
      </nav>
      {id === "" && <CountList />}
      {id === "plans" && <Plans />}
      {id === "rules" && <RulesForm />}
    </>
  );
}
