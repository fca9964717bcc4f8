import { t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { CameraFault } from "./cameraStream.ts";
import { PhotoButton } from "./PhotoButton.tsx";
import type { Read } from "./read.ts";

type Props = { fault: CameraFault; onClose: () => void; onRead: (read: Read) => void };

/** Why there is no live camera, and the ways that still work. */
export function CameraFaultNote({ fault, onClose, onRead }: Props) {
  const words = t.camera.faults[fault];
  return (
    <div class="stack" role="alert">
      <div class="row apart">
        <h2 class="row">
          <Icon name="photo" />
          {words.title}
        </h2>
        <Button look="plain square" icon="cross" label={t.camera.close} onClick={onClose} />
      </div>
      <p>{words.what}</p>
      <PhotoButton onRead={onRead} />
      <p class="muted small">{t.camera.otherWays}</p>
    </div>
  );
}
