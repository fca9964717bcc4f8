"""One server per data folder and per port: one clear line each."""

import socket
from pathlib import Path

import pytest

from app.core.instance import CannotStart, check_port, only_instance
from app.core.tls import self_signed


def test_a_second_instance_on_the_same_folder_is_refused_with_one_line(tmp_path: Path) -> None:
    with only_instance(tmp_path):
        with pytest.raises(CannotStart, match="already runs") as refused, only_instance(tmp_path):
            pass
        assert "\n" not in str(refused.value)
    with only_instance(tmp_path):
        pass


def test_a_taken_port_is_refused_with_one_line_naming_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_a_certificate_is_made_once_per_address(tmp_path: Path) -> None:
    first = self_signed(tmp_path, "192.0.2.7")[0].read_bytes()
    assert self_signed(tmp_path, "192.0.2.7")[0].read_bytes() == first
    assert (tmp_path / "192.0.2.7.key").stat().st_mode & 0o077 == 0
