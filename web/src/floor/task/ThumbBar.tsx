import { t } from "../../i18n/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { cameraOpen } from "./cameraOpen.ts";

type Props = {
  onType: () => void;
  onMore?: (() => void) | undefined;
  onQty?: (() => void) | undefined;
  qty: string | null;
};

export function ThumbBar({ onType, onMore, onQty, qty }: Props) {
  return (
    <nav class="thumb" aria-label={t.scan.camera}>
      <button type="button" class="thumb-side" onClick={onType}>
        <Icon name="keyboard" />
        <span>{t.scan.type}</span>
      </button>
      {onQty && (
        <button type="button" class={qty ? "thumb-side set" : "thumb-side"} onClick={onQty}>
          <span class="thumb-qty" aria-hidden="true">
            × {qty ?? 1}
          </span>
          <span>{t.scan.qtyOne}</span>
        </button>
      )}
      <button
        type="button"
        class="thumb-main"
        onClick={() => {
          cameraOpen.value = true;
        }}
      >
        <Icon name="scan" />
        <span>{t.scan.camera}</span>
      </button>
      {onMore && (
        <button type="button" class="thumb-side" onClick={onMore}>
          <Icon name="more" />
          <span>{t.scan.more}</span>
        </button>
      )}
    </nav>
  );
}
