/** Which record of QuickBooks one of ours is: the closest ones, or whatever a person looks for. */
import { useEffect, useState } from "preact/hooks";
import {
  type ListKind,
  linkMapping,
  listRecords,
  type MappingLine,
  type RecordChoice,
} from "../../../api/mapping.ts";
import { howWords, mapping as words } from "../../../i18n/en-mapping.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Skeleton } from "../../../ui/parts.tsx";
import { Sheet } from "../../../ui/Sheet.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

type Props = { kind: ListKind; line: MappingLine; onClose: () => void; onDone: () => void };

const TYPING_MS = 250;

export function Choose({ kind, line, onClose, onDone }: Props) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<RecordChoice[]>();
  const { busy, wrong, run } = useAction();
  const wanted = text.trim();
  const like = line.ours?.id ?? "";

  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        const query = wanted ? { search: wanted } : { like };
        void listRecords(kind, query).then(
          (records) => current && setFound(records),
          () => current && setFound([]),
        );
      },
      wanted ? TYPING_MS : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [kind, like, wanted]);

  const choose = async (record: RecordChoice) => {
    const take = record.taken_by !== null;
    if (await run(() => linkMapping({ kind, local_id: like }, record.id, take))) onDone();
  };

  return (
    <Sheet side title={words.chooseTitle(line.ours?.name ?? "")} onClose={onClose}>
      <Field
        label={words.chooseSearch}
        type="search"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Wrong words={wrong} />
      {!found && <Skeleton rows={4} />}
      {found?.length === 0 && <p class="muted">{words.noRecords}</p>}
      {found && found.length > 0 && (
        <>
          <h3>{wanted ? words.found : words.closest}</h3>
          <ul class="map-choices">
            {found
              .filter((record) => record.id !== line.theirs?.id)
              .map((record) => (
                <li key={record.id} class="row apart">
                  <span class="stack tight grow">
                    <span class="strong">{record.name}</span>
                    <span class="muted small row wrap">
                      {record.sku && <span class="code">{record.sku}</span>}
                      {record.type && <span>{record.type}</span>}
                      {record.how && <span>{howWords(record.how, record.confidence ?? 0)}</span>}
                      {record.taken_by && <span>{words.takenBy(record.taken_by.name)}</span>}
                    </span>
                  </span>
                  <Button busy={busy} onClick={() => void choose(record)}>
                    {record.taken_by ? words.take(record.taken_by.name) : words.choose}
                  </Button>
                </li>
              ))}
          </ul>
        </>
      )}
    </Sheet>
  );
}
