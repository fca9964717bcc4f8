"""Write web/src/scan/gs1-ai.json, the phone's table of GS1 application identifiers.

Run `python -m scripts.gs1_ai_table` after an upgrade of biip; a test fails while the committed file
differs. One identifier a line keeps the differences readable. Keys that say "nothing special"
(kind text, 0) are left out.
"""

import json
from pathlib import Path

from app.scanning.ai_table import RULES, AiKind, AiRule

TARGET = Path(__file__).parents[1] / "web" / "src" / "scan" / "gs1-ai.json"


def _entry(rule: AiRule) -> dict[str, str | int]:
    entry: dict[str, str | int] = {"ai": rule.ai, "title": rule.title, "pattern": rule.pattern}
    if rule.kind is not AiKind.TEXT:
        entry["kind"] = rule.kind.value
    for name in ("length", "check", "decimals"):
        if getattr(rule, name):
            entry[name] = getattr(rule, name)
    return entry


def render() -> str:
    """The file's text: a JSON array in the order of the identifiers."""
    lines = (json.dumps(_entry(rule), ensure_ascii=False) for _, rule in sorted(RULES.items()))
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
    print(f"{TARGET.name}: {len(RULES)} application identifiers")
