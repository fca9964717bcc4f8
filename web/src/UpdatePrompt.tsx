import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n/index.ts";
import { path } from "./router.ts";
import { waiting } from "./sync/status.ts";
import { Button } from "./ui/Button.tsx";
import { newVersion, takeOver } from "./update.ts";

/** Offers a new version at a quiet moment: at the start or the desk, with nothing left to send. */
export function UpdatePrompt() {
  const [later, setLater] = useState(false);
  const quiet = waiting.value === 0 && !/^\/(receive|pick|pack|lookup)\//.test(path.value);
  const ready = newVersion.value !== null;
  useEffect(() => setLater(false), [ready]);
  if (!ready || later || !quiet) return null;
  return (
    <div class="update card stack" role="status">
      <p class="strong">{t.app.updateTitle}</p>
      <div class="row">
        <Button look="main" onClick={takeOver}>
          {t.app.updateGo}
        </Button>
        <Button look="plain" onClick={() => setLater(true)}>
          {t.app.updateLater}
        </Button>
      </div>
    </div>
  );
}
