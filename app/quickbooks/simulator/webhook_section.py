"""Webhooks on the faults page: where they go, what waits, what happened to the last ones."""

from html import escape

from app.quickbooks.simulator.layout import choose, entry, field, form
from app.quickbooks.simulator.webhooks import Delivery, Webhooks

_SHOWN = 6


def webhook_section(root: str, webhooks: Webhooks) -> str:
    """The section; ``root`` is the address of the page."""
    log = "".join(_delivery(one) for one in list(reversed(webhooks.log))[:_SHOWN])
    log = log or '<p class="empty">Nothing delivered yet.</p>'
    waiting = f"{webhooks.waiting} waiting" if webhooks.waiting else "none waiting"
    shapes = {"cloudevents": "CloudEvents", "old": "Before CloudEvents"}
    holds = {"true": "Holds back later ones", "false": "Later ones go on"}
    return (
        f'<section><h2>Webhooks <span class="count">{waiting}</span></h2>'
        + form(
            f"{root}/webhooks",
            field("Address", entry("url", webhooks.url, type="url", placeholder="nowhere")),
            '<div class="row">',
            field("Shape", choose("shape", shapes, "old" if webhooks.old else "cloudevents")),
            field("One that fails", choose("withhold", holds, str(webhooks.withhold).lower())),
            "</div>",
            button="Save",
        )
        + log
        + form(f"{root}/webhooks/deliver", button="Deliver now")
        + "</section>"
    )


def _delivery(one: Delivery) -> str:
    what = ", ".join(f"{event.entity} {event.record} {event.operation}" for event in one.events[:4])
    more = f" and {len(one.events) - 4} more" if len(one.events) > 4 else ""
    answer = "No answer in time" if one.status is None else f"Answered {one.status}"
    again = f", attempt {one.attempt}" if one.attempt > 1 else ""
    return (
        f'<div class="fault"><div><b>{answer}{again}</b><p class="note">{escape(what + more)}</p>'
        f'</div><span class="who">{one.at:%H:%M:%S} UTC</span></div>'
    )
