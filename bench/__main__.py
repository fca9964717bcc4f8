"""`python -m bench`: print what scans, postings and photos cost on this machine."""

import argparse

import uvloop

from app.core.logging import configure_logging
from bench import books, decoding, preflight, scans
from bench.engines import ENGINES
from bench.figures import load, machine

PARTS = ("scans", "preflight", "books", "decode")


def main() -> None:
    """Run what was asked for; a lost scan ends it with an error."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="few scans: a first impression")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part")
    options = parser.parse_args()
    configure_logging(level="WARNING")
    engines = ENGINES if options.engine == "both" else (options.engine,)
    parts = options.only or PARTS
    print(f"{machine()}, {load()}\n")
    for engine in engines:
        if "scans" in parts:
            uvloop.run(scans.measure(engine, scans.QUICK if options.quick else scans.FULL))
        if "preflight" in parts:
            uvloop.run(preflight.measure(engine, 4 if options.quick else 20))
        if "books" in parts:
            uvloop.run(books.measure(engine, 25 if options.quick else 105))
    if "decode" in parts:
        decoding.measure(3 if options.quick else 15)


if __name__ == "__main__":
    main()
