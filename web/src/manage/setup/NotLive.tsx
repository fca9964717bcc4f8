/** Says on every page of the desk that nothing is sent yet, and leads to what is missing. */
import { useLive } from "../../api/live.ts";
import { getOnboarding } from "../../api/onboarding.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { atLeast } from "../../session.ts";
import { Strip } from "../../ui/parts.tsx";

export function NotLive() {
  const manager = atLeast("manager");
  const live = useLive(manager ? "onboarding" : null, getOnboarding, [
    "onboarding.changed",
    "sync.changed",
  ]);
  if (!live.data || live.data.live_at) return null;
  const done = live.data.steps.filter((one) => ["done", "skipped"].includes(one.state)).length;
  return (
    <Strip tone="info" title={w.banner}>
      <p>
        {w.progress(done, live.data.steps.length)}. <a href="/desk/setup">{w.bannerGo}</a>
      </p>
    </Strip>
  );
}
