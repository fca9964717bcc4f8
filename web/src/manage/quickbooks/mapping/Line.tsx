import {
  confirmMapping,
  createRecord,
  ignoreMapping,
  ignoreRecord,
  type ListKind,
  linkMapping,
  type MappingLine,
  unlinkMapping,
  useRecordHere,
} from "../../../api/mapping.ts";
import { howWords, mapping as words } from "../../../i18n/en-mapping.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { Chip, type Tone } from "../../../ui/parts.tsx";

type Props = {
  kind: ListKind;
  line: MappingLine;
  busy: boolean;
  act: (work: () => Promise<unknown>) => Promise<void>;
  onChoose: () => void;
};

const tones: Record<MappingLine["state"], Tone> = {
  needs_you: "bad",
  doubtful: "warn",
  mapped: "ok",
  ignored: "",
  not_used: "",
};

export const keyOf = (line: MappingLine) => line.ours?.id ?? `there-${line.theirs?.id}`;

/** What Enter and the first button do: take the suggestion, or say that the link is right. */
export function acceptLine(kind: ListKind, line: MappingLine): (() => Promise<unknown>) | null {
  const { ours, suggestion } = line;
  if (!ours || line.sending) return null;
  if (line.state === "doubtful") return () => confirmMapping(kind, [ours.id]);
  if (line.state !== "needs_you" || !suggestion) return null;
  return () => linkMapping({ kind, local_id: ours.id }, suggestion.record.id);
}

export function Line({ kind, line, busy, act, onChoose }: Props) {
  const there = line.theirs ?? line.suggestion?.record ?? null;
  const guess = !line.theirs && line.suggestion;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: j and k move the focus from line to line
    <li class={`map-line ${line.state}`} tabIndex={0}>
      <div class="map-side">
        <span class="map-label">{words.ours}</span>
        {line.ours ? <Side side={line.ours} /> : <span class="muted">{words.only}</span>}
      </div>
      <div class={guess ? "map-side guess" : "map-side"}>
        <span class="map-label">{words.theirs}</span>
        {there ? <Side side={there} /> : <span class="muted">{words.nothing}</span>}
      </div>
      <div class="map-why">
        <Chip tone={tones[line.state]}>{words.states[line.state]}</Chip>
        <Why line={line} />
      </div>
      {atLeast("manager") && (
        <div class="map-do">
          <Buttons kind={kind} line={line} busy={busy} act={act} onChoose={onChoose} />
        </div>
      )}
    </li>
  );
}

function Side({ side }: { side: { name: string; sku: string; active: boolean } }) {
  return (
    <>
      <span class="strong">{side.name}</span>
      <span class="muted small row wrap">
        {side.sku && side.sku !== side.name && <span class="code">{side.sku}</span>}
        {"type" in side && side.type !== "Inventory" && side.type && <span>{`${side.type}`}</span>}
        {!side.active && <span>{words.inactive}</span>}
      </span>
    </>
  );
}

function Why({ line }: { line: MappingLine }) {
  if (line.sending) {
    return (
      <span class="muted small">
        {words.sending[line.sending]}
        {line.problem && `: ${line.problem}`}
      </span>
    );
  }
  const { suggestion, how } = line;
  if (!line.theirs && suggestion) {
    const { how, confidence, record } = suggestion;
    const otherSku = how === "name" && line.ours?.sku && record.sku;
    return (
      <span class="small">{otherSku ? words.otherSku(confidence) : howWords(how, confidence)}</span>
    );
  }
  if (!line.ours || !how) return null;
  const sure = (line.confidence ?? 0) >= 95;
  const said =
    line.state === "doubtful" && sure ? words.namesDiffer : howWords(how, line.confidence ?? 0);
  const renamed = line.matched_name && line.matched_name !== line.ours.name;
  return (
    <span class="muted small">
      {said}
      {renamed && `, ${words.was(line.matched_name)}`}
    </span>
  );
}

function Buttons({ kind, line, busy, act, onChoose }: Props) {
  const accept = acceptLine(kind, line);
  const { ours, theirs } = line;
  if (!ours) {
    const path = { kind, record: theirs?.id ?? "" };
    const ignored = line.state === "ignored";
    return (
      <>
        {theirs?.type !== "" || kind !== "item" ? (
          <Button busy={busy} onClick={() => void act(() => useRecordHere(path))}>
            {words.use}
          </Button>
        ) : null}
        {line.state !== "not_used" && (
          <Button
            look="plain"
            busy={busy}
            onClick={() => void act(() => ignoreRecord(path, !ignored))}
          >
            {ignored ? words.notIgnore : words.ignore}
          </Button>
        )}
      </>
    );
  }
  const path = { kind, local_id: ours.id };
  const open = line.state === "needs_you" && (!line.sending || line.sending === "held");
  return (
    <>
      {accept && (
        <Button look="main" icon="check" busy={busy} onClick={() => void act(accept)}>
          {line.state === "doubtful" ? words.right : words.accept}
        </Button>
      )}
      {(open || line.state !== "needs_you") && line.state !== "ignored" && (
        <Button busy={busy} onClick={onChoose}>
          {there(line) ? words.chooseAnother : words.choose}
        </Button>
      )}
      {open && (
        <Button busy={busy} onClick={() => void act(() => createRecord(path))}>
          {words.create}
        </Button>
      )}
      {(open || line.state === "ignored") && (
        <Button
          look="plain"
          busy={busy}
          onClick={() => void act(() => ignoreMapping(path, line.state !== "ignored"))}
        >
          {line.state === "ignored" ? words.notIgnore : words.ignore}
        </Button>
      )}
      {theirs && (
        <Button look="plain" busy={busy} onClick={() => void act(() => unlinkMapping(path))}>
          {words.unlink}
        </Button>
      )}
    </>
  );
}

const there = (line: MappingLine) => line.theirs !== null || line.suggestion !== null;
