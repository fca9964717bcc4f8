import { useEffect } from "preact/hooks";
import { FlashOverlay } from "./floor/FlashOverlay.tsx";
import { problemWords, t } from "./i18n/index.ts";
import { go, path } from "./router.ts";
import { routeFor } from "./routes.ts";
import { loadSession, session } from "./session.ts";
import { UpdatePrompt } from "./UpdatePrompt.tsx";
import { Button } from "./ui/Button.tsx";
import { lazy } from "./ui/lazy.tsx";
import { EmptyState, Skeleton } from "./ui/parts.tsx";

const starting = (
  <main class="floor-page" aria-busy="true">
    <Skeleton rows={5} height={96} />
  </main>
);
// A phone that scans is signed in: what asks for badge and PIN need not be there before.
const SignIn = lazy(
  () => import("./floor/signin/SignIn.tsx").then((module) => module.SignIn),
  starting,
);
const Enrol = lazy(() => import("./floor/signin/Enrol.tsx").then((module) => module.Enrol));

export function App() {
  return (
    <>
      <a class="skip button" href="#content" target="_self">
        {t.app.skip}
      </a>
      <Screen />
      <FlashOverlay />
      <UpdatePrompt />
    </>
  );
}

function Screen() {
  if (path.value === "/enrol") return <Enrol />;
  const now = session.value;
  switch (now.state) {
    case "loading":
      return starting;
    case "failed":
      return <NoServer words={problemWords(now.problem)} />;
    case "out":
      return <SignIn />;
    case "in":
      return <Routed path={path.value} />;
  }
}

function Routed({ path }: { path: string }) {
  const route = routeFor(path);
  if (!route) {
    return (
      <main class="floor-page">
        <EmptyState icon="search" title={t.app.notFound}>
          <p>{t.app.notFoundHow}</p>
          <Button look="main" onClick={() => go("/", { replace: true })}>
            {t.app.toHome}
          </Button>
        </EmptyState>
      </main>
    );
  }
  const { screen: Current, params } = route;
  return <Current key={path.split("/")[1] === "desk" ? "desk" : path} {...params} />;
}

/** The server could not be reached and nobody was signed in before: keep trying, and say so. */
function NoServer({ words }: { words: ReturnType<typeof problemWords> }) {
  useEffect(() => {
    const timer = setInterval(() => void loadSession(), 5_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="floor-page">
      <EmptyState icon="offline" title={words.title}>
        <p>{words.detail}</p>
        <p>{words.action}</p>
        <Button look="main" icon="refresh" onClick={() => void loadSession()}>
          {t.scan.tryAgain}
        </Button>
      </EmptyState>
    </main>
  );
}
