/** The sync centre: how QuickBooks stands on top, below it one part at a time. */
import { useEffect } from "preact/hooks";
import { readNow, type SyncStatus, syncNow } from "../../api/sync.ts";
import { go } from "../../router.ts";
import { atLeast, me } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { PageHead } from "../PageHead.tsx";
import { useSyncStatus } from "../SyncLight.tsx";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { RunResult } from "./RunResult.tsx";
import { StatusCard } from "./StatusCard.tsx";
import { FIRST, type Tab, tabs } from "./tabs.ts";
import { useSyncRun } from "./useSyncRun.ts";
import "../tabs.css";
import "./quickbooks.css";

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

export function QuickBooks({ id: path = FIRST, inner }: { id?: string; inner?: string }) {
  const status = useSyncStatus();
  const running = useSyncRun();
  const mine = tabs.filter((one) => atLeast(one.role ?? "supervisor"));
  const Screen = mine.find((one) => one.path === path)?.screen;
  // A document's address before there were tabs: links in mails and bookmarks stay good.
  const oldLink = UUID.test(path);
  useEffect(() => {
    if (oldLink) go(`/desk/quickbooks/documents/${path}${location.search}`, { replace: true });
  }, [oldLink, path]);
  // On a phone the head would fill the screen of every part; the light on top says the same.
  const overview = path === FIRST || path === "needs";
  return (
    <>
      <div class={overview ? "sync-head" : "sync-head wide-only"}>
        <PageHead title={d.quickbooks.title}>
          {me.value?.demo && (
            <a class="button plain" href="/simulator/books" target="_blank" rel="noreferrer">
              {d.quickbooks.simulator}
            </a>
          )}
          <Button disabled={running.busy} onClick={() => void running.start(() => readNow())}>
            {d.quickbooks.pull}
          </Button>
          <Button
            look="main"
            icon="refresh"
            busy={running.busy}
            onClick={() => void running.start(() => syncNow())}
          >
            {d.quickbooks.now}
          </Button>
        </PageHead>
        <Wrong words={running.wrong} />
        <RunResult running={running} />
        <StatusCard running={running} />
      </div>
      <Tabs tabs={mine} current={path} status={status.data} />
      {Screen && <Screen key={path} {...(inner ? { id: inner } : {})} />}
      {!Screen && !oldLink && <EmptyState icon="search" title={d.noPage} />}
    </>
  );
}

type TabsProps = { tabs: Tab[]; current: string; status: SyncStatus | undefined };

/** Links, not ARIA tabs: each part has an address of its own. */
function Tabs({ tabs, current, status }: TabsProps) {
  return (
    <nav class="tabs" aria-label={d.quickbooks.tabsLabel}>
      {tabs.map((one) => {
        const count = status && one.badge ? one.badge(status) : 0;
        return (
          <a
            key={one.path}
            href={`/desk/quickbooks/${one.path}`}
            aria-current={one.path === current ? "page" : undefined}
          >
            {one.title}
            {count > 0 && <span class="count">{count}</span>}
          </a>
        );
      })}
    </nav>
  );
}
