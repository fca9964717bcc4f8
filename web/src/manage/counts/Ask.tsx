import { useEffect, useState } from "preact/hooks";
import { listPlaces, openCount } from "../../api/counts.ts";
import { listItems } from "../../api/desk.ts";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

/** Have bins, a zone or an item counted now. */
export function AskButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="main" icon="plus" onClick={() => setOpen(true)}>
        {w.ask}
      </Button>
      {open && <Ask onClose={() => setOpen(false)} />}
    </>
  );
}

type What = "place" | "item";
type Found = { id: string; code: string; name: string };

const TYPING_MS = 250;

async function search(what: What, text: string): Promise<Found[]> {
  if (what === "place") return (await listPlaces(text)).items;
  const { items } = await listItems({ search: text, limit: 20 });
  return items.map((item) => ({ id: item.id, code: item.sku, name: item.name }));
}

function Ask({ onClose }: { onClose: () => void }) {
  const [what, setWhat] = useState<What>("place");
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found[]>();
  const [chosen, setChosen] = useState<Found[]>([]);
  const [note, setNote] = useState("");
  const { busy, wrong, run } = useAction();

  useEffect(() => {
    if (!text.trim()) return setFound(undefined);
    let late = false;
    const timer = setTimeout(() => {
      void search(what, text.trim()).then(
        (rows) => late || setFound(rows),
        () => late || setFound([]),
      );
    }, TYPING_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [what, text]);

  const choose = (one: Found) => {
    setChosen((old) =>
      what === "item" ? [one] : [...old.filter((other) => other.id !== one.id), one],
    );
    setText("");
  };
  const ask = () => {
    const ids = chosen.map((one) => one.id);
    const of = what === "item" ? { item_id: ids[0] ?? null } : { location_ids: ids };
    return run(async () => go(`/desk/counts/${(await openCount({ ...of, note })).id}`));
  };

  return (
    <Sheet side title={w.askTitle} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Segments
          label={w.number}
          value={what}
          options={[
            ["place", w.askWhat[0]],
            ["item", w.askWhat[1]],
          ]}
          onChange={(value) => {
            setWhat(value as What);
            setChosen([]);
            setText("");
          }}
        />
        <Field
          label={what === "place" ? w.askPlace : w.askItem}
          help={what === "place" ? w.askPlaceHelp : w.askItemHelp}
          type="search"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {found?.length === 0 && <p class="muted">{w.askNothing}</p>}
        {found && found.length > 0 && (
          <ul class="list card flush">
            {found.slice(0, 8).map((one) => (
              <li key={one.id}>
                <button type="button" class="list-row" onClick={() => choose(one)}>
                  <span class="code strong">{one.code}</span>
                  <span class="grow muted">{one.name}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {chosen.length > 0 && <p>{w.chosen(chosen.map((one) => one.code).join(", "))}</p>}
        <Field
          label={w.askNote}
          maxLength={200}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <Wrong words={wrong} />
        <Button type="submit" look="main wide tall" busy={busy} disabled={chosen.length === 0}>
          {w.askGo}
        </Button>
      </form>
    </Sheet>
  );
}
