"""The guard against internal addresses."""

import socket
from ipaddress import IPv4Address, ip_address

import pytest
from aiohttp import AddrInfoType
from hypothesis import given
from hypothesis import strategies as st

from adapters.workshop.guard import InwardAddress, Reach, guarded_sockets, is_public

INWARD = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
    169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
    198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:c000:204::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
    fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 2606:4700:4700::1111%eth0
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", INWARD)
def test_what_is_not_the_open_internet_is_out_of_reach(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not Reach().allows(address, 443)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "172.32.0.1",
        "100.63.255.255",
        "2606:4700:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
    ],
)
def test_the_open_internet_is_within_reach(address: str) -> None:
    assert Reach().allows(address, 80)
    assert Reach().allows(address, 443)


@given(st.ip_addresses(v=4))
def test_an_address_is_no_more_public_for_being_written_as_ipv6(address: IPv4Address) -> None:
    for written in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ip_address(written)) == is_public(address)
    for written in (f"::{address}", f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1"):
        assert not is_public(ip_address(written))


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 8443])
def test_only_the_ports_of_the_web_are_within_reach(port: int) -> None:
    assert not Reach().allows("1.1.1.1", port)


def test_a_socket_is_made_for_a_public_address_only() -> None:
    make = guarded_sockets(Reach())

    def info(address: str, port: int = 443) -> AddrInfoType:
        return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)

    make(info("1.1.1.1")).close()
    for inward in (info("127.0.0.1"), info("1.1.1.1", 22)):
        with pytest.raises(InwardAddress):
            make(inward)
