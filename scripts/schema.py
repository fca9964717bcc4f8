"""The phone's API types, generated from the server's OpenAPI description.

python -m scripts.schema             writes web/src/api/schema.d.ts
python -m scripts.schema --check     fails when the committed file is not what it would write
"""

import sys
import tempfile
from pathlib import Path

from scripts.setup import install_web, node_environment
from scripts.shell import PYTHON, WEB, Failed, require, say

TYPES = WEB / "src" / "api" / "schema.d.ts"


def generate(folder: Path) -> str:
    """The types that the server of this very checkout calls for."""
    description, types = folder / "openapi.json", folder / "schema.d.ts"
    description.write_text(
        require([PYTHON, "-m", "app", "openapi"], "The server could not describe its API.")
    )
    install_web()
    require(
        [WEB / "node_modules" / ".bin" / "openapi-typescript", description, "-o", types],
        "openapi-typescript could not read the API description.",
        cwd=WEB,
        env=node_environment(),
    )
    return types.read_text()


def main(arguments: list[str]) -> None:
    """Write the types, or check that they are up to date."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            types = generate(Path(folder))
        if arguments != ["--check"]:
            TYPES.write_text(types)
            say(f"wrote {TYPES.relative_to(WEB.parent)}")
        elif not TYPES.exists() or TYPES.read_text() != types:
            raise Failed("web/src/api/schema.d.ts is not what the API says. Run: make schema")
    except Failed as problem:
        sys.exit(f"scanpost: {problem}")


if __name__ == "__main__":
    main(sys.argv[1:])
