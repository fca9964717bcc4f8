/** One part of the mapping as a file: out, and in again after a look at what it would change. */
import { useRef, useState } from "preact/hooks";
import {
  mappingCsv,
  type SheetKind,
  type SheetResult,
  sendMappingCsv,
} from "../../../api/mapping.ts";
import { mapping as words } from "../../../i18n/en-mapping.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { Strip } from "../../../ui/parts.tsx";
import { Sheet } from "../../../ui/Sheet.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

type Props = { kind: SheetKind; onDone: () => Promise<void> };

const SHOWN = 100;

export function SheetButtons({ kind, onDone }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  return (
    <div class="row wrap">
      <a class="button" href={mappingCsv(kind)} download target="_self">
        {words.csvOut}
      </a>
      {atLeast("manager") && (
        <>
          <Button onClick={() => input.current?.click()}>{words.csvIn}</Button>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv"
            class="hidden-text"
            aria-label={words.csvIn}
            tabIndex={-1}
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </>
      )}
      {file && (
        <Preview
          key={file.name + file.lastModified}
          kind={kind}
          file={file}
          onClose={() => setFile(undefined)}
          onDone={onDone}
        />
      )}
    </div>
  );
}

type PreviewProps = Props & { file: File; onClose: () => void };

function Preview({ kind, file, onClose, onDone }: PreviewProps) {
  const [result, setResult] = useState<SheetResult>();
  const [asked, setAsked] = useState(false);
  const { busy, wrong, run } = useAction();
  const read = (apply: boolean) =>
    run(async () => {
      setResult(await sendMappingCsv(kind, file, apply));
      if (apply) await onDone();
    });
  if (!asked) {
    setAsked(true);
    void read(false);
  }
  const changes = result?.changes ?? [];
  const problems = result?.problems ?? [];
  return (
    <Sheet side title={words.csvTitle(words.kinds[kind])} onClose={onClose}>
      <p class="muted">{words.csvHow}</p>
      <Wrong words={wrong} />
      {result?.applied && <Strip tone="ok" title={words.csvDone(changes.length)} />}
      {result && (
        <>
          {problems.length > 0 && (
            <Strip tone="bad" title={words.csvProblems(problems.length)}>
              <ul class="stack tight">
                {problems.slice(0, SHOWN).map((one) => (
                  <li key={`${one.row}${one.problem}`}>
                    <span class="strong">{words.csvRow(one.row)}</span> {one.problem}
                  </li>
                ))}
                {problems.length > SHOWN && <li>{words.csvMore(problems.length - SHOWN)}</li>}
              </ul>
            </Strip>
          )}
          <p class="strong">
            {changes.length === 0 ? words.csvNothing : words.csvChanges(changes.length)}
            <span class="muted small"> · {words.csvUnchanged(result.unchanged)}</span>
          </p>
          <ul class="map-choices">
            {changes.slice(0, SHOWN).map((one) => (
              <li key={one.row} class="stack tight">
                <span class="strong">{one.what}</span>
                <span class="muted small">
                  {words.csvRow(one.row)}: {one.before || "–"} → {one.after || "–"}
                </span>
              </li>
            ))}
            {changes.length > SHOWN && <li>{words.csvMore(changes.length - SHOWN)}</li>}
          </ul>
          {!result.applied && changes.length > 0 && (
            <Button look="main wide" busy={busy} onClick={() => void read(true)}>
              {problems.length > 0
                ? words.csvApplyRest(changes.length)
                : words.csvApply(changes.length)}
            </Button>
          )}
        </>
      )}
    </Sheet>
  );
}
