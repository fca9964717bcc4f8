import { render } from "preact";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/ui.css";
import { App } from "./app.tsx";
import { startRouter } from "./router.ts";
import { fetchAhead } from "./routes.ts";
import { wakeAudio } from "./scan/feedback.ts";
import { startWedge } from "./scan/wedge.ts";
import { loadSession } from "./session.ts";
import { startFlushing } from "./sync/flush.ts";
import "./theme.ts";
import { registerWorker } from "./update.ts";

const root = document.getElementById("app");
if (root) render(<App />, root);

startRouter();
startWedge();
wakeAudio();
startFlushing();
void loadSession();
addEventListener("load", () => {
  fetchAhead();
  void registerWorker();
});
