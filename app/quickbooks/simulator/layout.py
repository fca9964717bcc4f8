"""The frame and the small parts that the simulator's pages share. All text is escaped here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from starlette.requests import Request

from app.quickbooks.simulator.values import Doc, decimal


@dataclass(frozen=True, slots=True)
class Pages:
    """A simulator's pages: what it simulates, and by address under its root their names.

    What is `live` fetches its element with the id "live" again every two seconds.
    """

    kind: str
    names: Mapping[str, str]
    live: tuple[str, ...] = ("/books",)


ONLINE = Pages(
    "Simulated QuickBooks Online",
    {"/books": "Books", "/admin/bookkeeper": "Bookkeeper", "/admin": "Faults"},
)


def framed(
    request: Request,
    *,
    here: str,
    title: str,
    company: str,
    note: str,
    body: str,
    pages: Pages = ONLINE,
) -> str:
    """A whole page: head, navigation with this page marked, what was said last, and the body."""
    root = root_of(request)
    links = "".join(_link(root, path, name, here) for path, name in pages.names.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}/books/assets/books.css">
<link rel="stylesheet" href="{root}/books/assets/forms.css">
{_script(root) if here in pages.live else ""}
</head>
<body>
<header>
<p class="kind">{pages.kind}</p>
<h1>{escape(company)}</h1>
<nav aria-label="Pages">{links}</nav>
<p class="note">{escape(note)}</p>
{_said(request)}
</header>
{body}
</body>
</html>"""


def root_of(request: Request) -> str:
    """Where the simulator is mounted, without a slash at the end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _script(root: str) -> str:
    return (
        f'<script src="{root}/books/assets/books.js" defer></script>'
        '<noscript><meta http-equiv="refresh" content="2"></noscript>'
    )


def _link(root: str, path: str, name: str, here: str) -> str:
    current = ' aria-current="page"' if path == here else ""
    return f'<a href="{root}{path}"{current}>{name}</a>'


def _said(request: Request) -> str:
    said = request.query_params.get("said", "")
    if not said:
        return ""
    kind = "refused" if request.query_params.get("refused") else "done"
    return f'<p class="said {kind}" role="status">{escape(said)}</p>'


def field(label: str, control: str) -> str:
    return f"<label><span>{escape(label)}</span>{control}</label>"


def entry(name: str, value: object = "", **attributes: str) -> str:
    """A text field; ``attributes`` such as type or list."""
    more = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
    return f'<input name="{name}" value="{escape(str(value))}"{more}>'


def choose(name: str, options: Mapping[str, str] | Iterable[str], chosen: str = "") -> str:
    """A drop-down; options by value, or values that read as they are."""
    pairs = options.items() if isinstance(options, Mapping) else [(one, one) for one in options]
    return (
        f'<select name="{name}">'
        + "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(text)}</option>"
            for value, text in pairs
        )
        + "</select>"
    )


def tick(name: str, label: str, *, on: bool = False) -> str:
    checked = " checked" if on else ""
    return (
        f'<label class="tick"><input type="checkbox" name="{name}"{checked}>{escape(label)}</label>'
    )


def form(action: str, *parts: str, button: str, look: str = "") -> str:
    """A form that posts to this address; ``look`` is the class of its button."""
    inner = "".join(parts)
    return (
        f'<form method="post" action="{escape(action)}">{inner}'
        f'<button class="{look}">{escape(button)}</button></form>'
    )


def choices_row(action: str, name: str, label: str, choices: Mapping[str, str], chosen: str) -> str:
    """One setting as a row: its name, a drop-down with what it is now, a button to change it."""
    control = choose(name, choices, chosen).replace(
        "<select", f'<select aria-label="{escape(label)}"', 1
    )
    return (
        f'<div class="fault"><p>{escape(label)}</p>'
        f'<form method="post" class="pair" action="{escape(action)}">{control}'
        "<button>Save</button></form></div>"
    )


def row(title: str, note: str, *controls: str, chip: str = "", mark: str = "") -> str:
    """One thing to do or to switch: what it is, its state as a chip, and the forms to its right.

    `mark` tells it apart for programs that read the page.
    """
    state = f' <span class="chip">{escape(chip)}</span>' if chip else ""
    said = f'<p class="note">{escape(note)}</p>' if note else ""
    kind = f' data-kind="{escape(mark)}"' if mark else ""
    return (
        f'<div class="fault"{kind}><div><b>{escape(title)}</b>{state}{said}</div>'
        f"{''.join(controls)}</div>"
    )


def suggestions(id: str, texts: Iterable[str]) -> str:
    """What a text field with this list offers, each once."""
    options = "".join(f'<option value="{escape(text)}">' for text in dict.fromkeys(texts))
    return f'<datalist id="{id}">{options}</datalist>'


def hidden(**values: str) -> str:
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in values.items()
    )


def date_of(text: str) -> str:
    year, month, day = text.split("-")
    return f"{month}/{day}/{year}"


def plain(value: object) -> str:
    """A quantity without exponent and trailing zeros."""
    text = f"{decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: object) -> str:
    return f"${decimal(value):,.2f}"


_PARTIES = ("VendorRef", "CustomerRef", "EntityRef", "AdjustAccountRef")


def party_of(doc: Doc) -> str:
    """The vendor, customer or account a document is about; empty if none."""
    party: Doc = next((doc[name] for name in _PARTIES if doc.get(name)), {})
    return str(party.get("name", ""))
