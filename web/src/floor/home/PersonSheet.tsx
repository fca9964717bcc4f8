import { t } from "../../i18n/index.ts";
import { play, volume } from "../../scan/feedback.ts";
import { me, signOut } from "../../session.ts";
import { theme } from "../../theme.ts";
import { Button } from "../../ui/Button.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

/** Who works here, and how this device looks and sounds. */
export function PersonSheet({ onClose }: { onClose: () => void }) {
  const { user, device, company, demo } = me.value ?? {};
  return (
    <Sheet title={t.home.person} onClose={onClose}>
      <div class="row apart">
        <div class="stack tight">
          <p class="strong">{user?.name}</p>
          <p class="muted">{company?.name}</p>
          <p class="muted">{device ? t.home.device(device.name) : t.home.noDevice}</p>
        </div>
        <Button icon="lock" onClick={() => void signOut()}>
          {t.home.lock}
        </Button>
      </div>
      <Segments
        label={t.home.sound}
        value={String(volume.value)}
        options={[
          ["0", t.home.soundOff],
          ["0.25", t.home.soundQuiet],
          ["0.7", t.home.soundLoud],
        ]}
        onChange={(value) => {
          volume.value = Number(value);
          play("ok");
        }}
      />
      <Segments
        label={t.home.theme}
        value={theme.value}
        options={[
          ["auto", t.home.themeAuto],
          ["light", t.home.themeLight],
          ["dark", t.home.themeDark],
        ]}
        onChange={(value) => {
          theme.value = value as "auto" | "light" | "dark";
        }}
      />
      {demo && (
        <a class="button wide" href="/print/barcodes" target="_blank" rel="noreferrer">
          {t.home.demoCodes}
        </a>
      )}
    </Sheet>
  );
}
