import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import {
  type AdjustmentIn,
  listAdjustments,
  listReasons,
  openAdjustment,
  type Reason,
} from "../../api/moving.ts";
import { asProblem } from "../../api/problem.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty } from "../../i18n/format.ts";
import { problemWords } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { answer } from "../../scan/feedback.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Failed } from "../Failed.tsx";

const w = moving.adjust;

async function begin(wanted: AdjustmentIn): Promise<void> {
  try {
    const { id } = await openAdjustment(wanted);
    go(`/adjust/${id}`);
  } catch (error) {
    answer("bad", problemWords(asProblem(error)).title);
  }
}

/** Why: one tap. What I have not finished comes first. */
export function ChooseReason({ onNote }: { onNote: (reason: Reason) => void }) {
  const reasons = useLive("reasons", () => listReasons(), ["catalog.changed"]);
  const open = useLive("my-adjustments", () => listAdjustments({ state: "open", mine: true }), [
    "document.changed",
  ]);
  const begun = open.data?.items.filter((one) => one.line_count > 0) ?? [];
  return (
    <div class="stack loose">
      <Failed live={reasons} />
      {begun.length > 0 && (
        <section>
          <h2 class="section-title">{w.resume}</h2>
          <ul class="list card flush">
            {begun.map((one) => (
              <li key={one.id}>
                <a class="list-row" href={`/adjust/${one.id}`}>
                  <span class="grow stack tight">
                    <span class="strong">{one.reason_name}</span>
                    {one.note && <span class="muted">{one.note}</span>}
                  </span>
                  <span class="muted">{qty(one.qty)}</span>
                  <Icon name="next" />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="reasons">
        {reasons.data?.map((one) => (
          <Button
            key={one.code}
            look="tall"
            onClick={() =>
              one.needs_note || one.direction === "both"
                ? onNote(one)
                : void begin({ reason: one.code, note: "" })
            }
          >
            {one.name}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Where the reason alone says too little: which way, and a few words. */
export function NoteSheet({ reason, onClose }: { reason: Reason; onClose: () => void }) {
  const [note, setNote] = useState("");
  const [way, setWay] = useState("out");
  return (
    <Sheet title={reason.name} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const direction = way === "in" ? "in" : "out";
          void begin({ reason: reason.code, direction, note: note.trim() });
        }}
      >
        {reason.direction === "both" && (
          <Segments
            label={w.direction}
            value={way}
            options={[
              ["out", w.out],
              ["in", w.in],
            ]}
            onChange={setWay}
          />
        )}
        <Field
          label={w.note}
          required={reason.needs_note}
          maxLength={200}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <Button
          type="submit"
          look="main wide tall"
          disabled={reason.needs_note && note.trim() === ""}
        >
          {w.begin}
        </Button>
      </form>
    </Sheet>
  );
}
