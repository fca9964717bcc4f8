"""What `make test` prints at its end, as a CI reader and a person need it."""

from pathlib import Path

import pytest

from scripts import test as runner


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "LOGS", tmp_path)
    return tmp_path


def _shell(name: str, script: str) -> runner.Step:
    return runner.Step(name, ["sh", "-c", script])


def test_every_step_runs_whatever_failed_before_it(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [_shell("first", "echo because; exit 3"), _shell("second", "true")]
    outcomes = runner.run_all(steps, at_once=1)
    assert [outcome.passed for outcome in outcomes] == [False, True]
    capsys.readouterr()
    runner.report(outcomes, 1)
    printed = capsys.readouterr().out
    assert "because" in printed
    assert printed.endswith("\n1 passed, 1 failed\n")


def test_pytests_closing_line_and_what_it_left_out_are_shown(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closing = "=========== 3 passed, 1 skipped in 0.10s ==========="
    log = f"SKIPPED [1] tests/test_a.py:3: no camera\n{closing}"
    outcomes = runner.run_all([_shell("pytest", f"printf '%s\\n' '{log}'")], at_once=1)
    runner.report(outcomes, 1)
    printed = capsys.readouterr().out.splitlines()
    assert closing in printed
    assert "      SKIPPED [1] tests/test_a.py:3: no camera" in printed


def test_a_step_that_cannot_start_has_failed(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [outcome] = runner.run_all([runner.Step("gone", ["no-such-tool"])], at_once=1)
    assert not outcome.passed
    assert "no-such-tool" in outcome.step.log.read_text()
