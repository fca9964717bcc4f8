"""The installer's decisions: what is current, what counts as a source, which Node will do."""

from pathlib import Path

import pytest

from scripts import setup, shell


def _program(file: Path, output: str) -> None:
    file.write_text(f"#!/bin/sh\necho {output}\n")
    file.chmod(0o755)


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A web folder with one source and one built file."""
    monkeypatch.setattr(shell, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "WEB", tmp_path / "web")
    for name in ("src/main.tsx", "dist/index.html", "node_modules/preact/index.js"):
        file = tmp_path / "web" / name
        file.parent.mkdir(parents=True)
        file.write_text(name)
    return tmp_path / "web"


def test_a_changed_renamed_or_added_source_calls_for_a_build(web: Path) -> None:
    seen = {shell.digest(setup.web_sources())}
    source = web / "src" / "main.tsx"
    for change in (
        lambda: source.write_text("changed"),
        lambda: source.rename(web / "src" / "app.tsx"),
        lambda: (web / "src" / "new.ts").touch(),
    ):
        change()
        key = shell.digest(setup.web_sources())
        assert key not in seen
        seen.add(key)


def test_what_building_and_installing_make_is_no_source(web: Path) -> None:
    before = shell.digest(setup.web_sources())
    (web / "dist" / "index.html").write_text("built again")
    (web / "node_modules" / "preact" / "index.js").write_text("installed again")
    assert shell.digest(setup.web_sources()) == before


def test_work_is_current_only_for_the_very_key_it_was_done_for(tmp_path: Path) -> None:
    stamp = tmp_path / ".made-for"
    assert not shell.is_current(stamp, "one")
    stamp.write_text("one")
    assert shell.is_current(stamp, "one")
    assert not shell.is_current(stamp, "two")


@pytest.mark.parametrize(
    ("version", "will_do"),
    [
        ("v18.20.8", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
    ],
)
def test_node_will_do_if_vite_runs_on_it(tmp_path: Path, version: str, will_do: bool) -> None:
    _program(tmp_path / "node", version)
    _program(tmp_path / "npm", "10.9.0")
    assert setup.node_works(tmp_path) is will_do


def test_node_without_npm_will_not_do(tmp_path: Path) -> None:
    _program(tmp_path / "node", "v24.1.0")
    assert not setup.node_works(tmp_path)


def test_a_tool_that_is_missing_or_hangs_fails_in_words() -> None:
    assert shell.attempt(["no-such-tool"]) == (False, "no-such-tool: not found")
    assert shell.attempt(["sleep", "5"], timeout=0.1) == (False, "sleep: no answer within 0.1 s")
