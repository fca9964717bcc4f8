// What a phone must fetch before its first scan: the entry, one task and the camera panel. The
// decoder comes apart (it is large, and one more way to scan); so do the desk and the label parser.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 40 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist)));
const tasks = ["receive/Receive", "pick/Pick", "pack/Pack", "lookup/Lookup"];

function closure(key, files = new Set()) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) closure(imported, files);
  return files;
}

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;

let worst = 0;
for (const task of tasks) {
  const files = new Set(
    ["index.html", `src/floor/${task}.tsx`, "src/scan/Camera.tsx"].flatMap((key) => [
      ...closure(key),
    ]),
  );
  const total = [...files].reduce((sum, file) => sum + size(file), 0);
  worst = Math.max(worst, total);
  console.log(
    `${task.split("/")[0].padEnd(8)} ${kB(total).padStart(8)} gzip in ${files.size} files`,
  );
}
if (worst > LIMIT) {
  console.error(`JavaScript to the first scan is ${kB(worst)}, more than ${kB(LIMIT)}.`);
  process.exit(1);
}
