"""Ports for servers of our own: nobody else may get one between finding and listening."""

import socket
from pathlib import Path

import pytest

from script import free_port


def test_no_connection_going_out_can_be_given_the_port() -> None:
    lowest, highest = map(int, free_port.GIVEN_OUT.read_text().split())
    assert not any(lowest <= free_port.free_port() <= highest for _n in range(500))


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_that_somebody_listens_on_is_not_free(address: str) -> None:
    with socket.create_server((address, 0)) as listener:
        assert not free_port.is_free(listener.getsockname()[1])


def test_where_every_port_is_taken_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        given_out = tmp_path / "range"
        given_out.write_text(f"{port + 1}\t60999\n")
        monkeypatch.setattr(free_port, "LOWEST", port)
        monkeypatch.setattr(free_port, "GIVEN_OUT", given_out)
        with pytest.raises(OSError, match="No free port"):
            free_port.free_port()
