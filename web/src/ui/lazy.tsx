import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A component that is fetched when it is first shown; until then `fallback`. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ComponentChildren = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  let loading: Promise<ComponentType<Props>> | undefined;

  return function Lazy(props: Props) {
    const [, arrived] = useState(0);
    useEffect(() => {
      if (loaded) return;
      loading ??= load();
      let shown = true;
      loading.then(
        (component) => {
          loaded = component;
          if (shown) arrived(1);
        },
        () => {
          // Offline at the wrong moment, or replaced by a newer version: try again next time.
          loading = undefined;
        },
      );
      return () => {
        shown = false;
      };
    }, []);
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : fallback;
  };
}
