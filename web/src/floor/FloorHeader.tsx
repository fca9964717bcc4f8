import { t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { SyncPill } from "./SyncPill.tsx";
import "./floor.css";

type Props = { title: string; onBack?: () => void };

export function FloorHeader({ title, onBack }: Props) {
  return (
    <header class="floor-header">
      {onBack && <Button look="plain square" icon="back" label={t.back} onClick={onBack} />}
      <h1 class="grow one-line">{title}</h1>
      <SyncPill />
    </header>
  );
}
