// Fetches the page again every two seconds and swaps in what changed, marking documents that are new.
const main = document.getElementById("live");
const page = location.pathname;
let etag = "";

async function refresh() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const answer = await fetch(page, { headers, cache: "no-store" });
  if (answer.status !== 200) return;
  etag = answer.headers.get("etag") ?? "";
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = new Map([...main.querySelectorAll("article, [data-sku]")].map((e) => [key(e), e.textContent]));
  main.replaceChildren(...next.getElementById("live").children);
  for (const element of main.querySelectorAll("article, [data-sku]")) {
    if (before.get(key(element)) !== element.textContent) element.classList.add("fresh");
  }
}

const key = (element) => element.id || element.dataset.sku;

setInterval(() => {
  if (!document.hidden) refresh().catch(() => undefined);
}, 2000);
