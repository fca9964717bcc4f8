"""The page behind “Support” in Web Connector: what Scanpost is and when it was last heard of.

Anybody may open it, so it names no company, user, document or address inside (reference §1.5).
"""

from datetime import datetime, timedelta
from html import escape

from app.quickbooks.desktop.service import LastSession
from app.quickbooks.desktop.web_connector_codes import web_connector_code

CODE_LENGTH = 12
_NEVER = (
    "Not yet connected",
    "Web Connector has not called so far. Add the .qwc file in Web Connector, type the password"
    " that Scanpost shows, and tick Auto-Run.",
)
_STATES = {
    "open": ("Connected", "A session with QuickBooks is open."),
    "closed": ("In order", "The last session with QuickBooks ended in order."),
    "broken": (
        "The last session broke off",
        "Nothing is lost: the next session goes on where it stopped. If this stays, look into"
        " Scanpost under QuickBooks, Connection.",
    ),
}


def page(last: LastSession | None, *, now: datetime, home: str, code: str = "") -> str:
    """The whole page; `home` is where people sign in, `code` the number Web Connector showed."""
    code = code[:CODE_LENGTH]
    title, words = _NEVER if last is None else _STATES[last.state]
    state = "never" if last is None else last.state
    seen = "" if last is None else f'<p class="seen">Web Connector called {_ago(now, last)}.</p>'
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Scanpost and QuickBooks</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<main>
<p class="kind">Scanpost</p>
<h1>Warehouse scans, in QuickBooks</h1>
<p>Scanpost hands what is received, shipped and counted in the warehouse to QuickBooks Desktop,
each document once. It does so through QuickBooks Web Connector on the computer that has
QuickBooks.</p>
<section class="{state}" aria-label="Last session">
<h2>{escape(title)}</h2>
<p>{escape(words)}</p>
{seen}
</section>
<h2>If nothing arrives</h2>
<ol>
<li>Is the QuickBooks computer on, with its Windows user signed in?</li>
<li>Does Web Connector run, with Auto-Run ticked beside Scanpost?</li>
<li>Is a window open in QuickBooks that waits for an answer? Close it.</li>
<li>Press Update Selected in Web Connector, and read what it says.</li>
</ol>
<h2>Web Connector shows a number</h2>
<form>
<label for="code">The number, such as QBWC1012</label>
<input id="code" name="code" value="{escape(code)}" maxlength="{CODE_LENGTH}">
<button>What does it mean?</button>
</form>
{_meaning(code)}
<p><a href="{escape(home)}">Open Scanpost</a> to see every document and what it waits for.</p>
</main>
</body>
</html>"""


def _meaning(code: str) -> str:
    """What the number means, if one was asked for (reference §4.3)."""
    if not code:
        return ""
    help_ = web_connector_code(code)
    if help_ is None:
        return (
            f'<p role="status">{escape(code)} is not among the numbers Scanpost knows.'
            " Read the text that Web Connector shows beside it.</p>"
        )
    return f'<p role="status"><strong>{escape(help_.title)}.</strong> {escape(help_.action)}</p>'


def _ago(now: datetime, last: LastSession) -> str:
    """How long ago, in words that a glance understands."""
    age = max(now - last.seen_at, timedelta())
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} hours ago"
    return f"{minutes // (24 * 60)} days ago"


_STYLE = """
:root { color-scheme: light dark; --ground: light-dark(#faf9f6, #10110f);
  --surface: light-dark(#ffffff, #1a1c19); --line: light-dark(#dedad0, #343832);
  --ink: light-dark(#191b18, #f0eee8); --ink-2: light-dark(#494c45, #bdbfb6);
  --accent: light-dark(#1b41b4, #a9bfff); --ok: light-dark(#0b5529, #7fdc9f);
  --warn: light-dark(#6a4200, #f2c25a); }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 ui-sans-serif, system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 32px 16px 48px; }
h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; font-weight: 600; }
h2 { margin: 24px 0 4px; font-size: 17px; font-weight: 600; }
p { margin: 0 0 8px; }
.kind, .seen { color: var(--ink-2); font-size: 13px; }
section { margin-top: 24px; padding: 16px; background: var(--surface); border-radius: 10px;
  border: 1px solid var(--line); border-left: 4px solid var(--ink-2); }
section h2 { margin-top: 0; }
section p:last-child { margin: 0; }
.open, .closed { border-left-color: var(--ok); }
.broken, .never { border-left-color: var(--warn); }
ol { margin: 0 0 16px; padding-left: 20px; }
li { padding: 2px 0; }
a { color: var(--accent); }
label { display: block; }
input, button { font: inherit; min-height: 48px; padding: 0 12px; margin: 4px 4px 8px 0;
  border-radius: 8px; border: 1px solid var(--ink-2); background: var(--surface);
  color: var(--ink); }
input { width: 11em; max-width: 100%; box-sizing: border-box; }
"""
