import { icons } from "./icons.ts";

export type IconName = keyof typeof icons;

/** A Lucide shape. Decorative: the word beside it, or the button's label, carries the meaning. */
export function Icon({ name }: { name: IconName }) {
  return <Shape d={icons[name]} />;
}

export function Shape({ d }: { d: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={d} />
    </svg>
  );
}
