import type { CountTaskBin } from "../../api/counts.ts";
import { countWords as w } from "../../i18n/en-count.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { Place } from "../task/state.ts";

type Props = { bins: CountTaskBin[]; now: Place | null; onClose: () => void };

/** The bins of a count in walk order, who is where, what is done. */
export function BinsSheet({ bins, now, onClose }: Props) {
  return (
    <Sheet title={w.allBins} onClose={onClose}>
      <ol class="lines">
        {bins.map((bin) => {
          const done = bin.state === "counted" || bin.state === "replaced";
          const here = bin.location_id === now?.id;
          return (
            <li
              key={bin.id}
              class={`line-card ${done ? "done" : ""} ${here ? "now" : ""}`}
              aria-current={here ? "step" : undefined}
            >
              <div class="row apart wrap">
                <span class="code much">{bin.code}</span>
                <span class="row">
                  {done && <Icon name="check" />}
                  {bin.for_others ? w.forOthers : w.states[bin.state]}
                </span>
              </div>
              {(bin.counter || bin.round > 1) && (
                <p class="muted">
                  {[bin.counter, bin.round > 1 ? w.again(bin.round) : ""]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </Sheet>
  );
}
