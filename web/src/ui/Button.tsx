import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

type Look = "main" | "plain" | "danger" | "wide" | "tall" | "square";

type Props = {
  look?: Look | `${Look} ${Look}` | `${Look} ${Look} ${Look}`;
  icon?: IconName;
  /** Required where the button shows an icon alone. */
  label?: string;
  /** True while the action runs: the button stays in place, cannot be pressed twice, and says so. */
  busy?: boolean;
  children?: ComponentChildren;
} & Omit<JSX.IntrinsicElements["button"], "icon" | "label">;

export function Button({ look, icon, label, busy, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      class={`button ${look ?? ""}`}
      aria-label={label}
      title={children ? undefined : label}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
