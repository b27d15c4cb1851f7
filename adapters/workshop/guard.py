"""The guard against internal addresses: a socket is made only to where anybody on the internet could go."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import AddrInfoType, SocketFactoryType

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are the IPv4 address that is reached."""
_UNICAST = IPv6Network("2000::/3")
_NEVER = tuple(
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's platform services, on a public address
        "192.0.0.0/24",  # IETF protocols; one cloud's metadata
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo and other IETF protocols, which carry addresses inside
        "2002::/16",  # 6to4, which carries an IPv4 address inside
        "3fff::/20",  # documentation
    )
)


class InwardAddress(OSError):  # noqa: N818  # it has to be an OSError for the connector, and names what it found
    """A connection to an address or a port outside the reach was asked for."""

    def __init__(self) -> None:
        super().__init__("outside the reach")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the bot may reach: public addresses on the web's own ports, and `besides`, which only tests fill."""

    ports: frozenset[int] = frozenset({80, 443})
    besides: frozenset[Address] = frozenset()

    def allows(self, address: str, port: int) -> bool:
        """Tell whether a connection may be made."""
        parsed = ip_address(address)
        return port in self.ports and (parsed in self.besides or is_public(parsed))


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the open internet, looking through IPv4 addresses written as IPv6."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None)
        if inside is not None:
            return is_public(inside)
        if address not in _UNICAST or address.scope_id is not None:
            return False
    never = any(address in network for network in _NEVER if network.version == address.version)
    return address.is_global and not (address.is_multicast or address.is_reserved or never)


def guarded_sockets(reach: Reach) -> SocketFactoryType:
    """Make the connector's socket factory: it sees every address just before it is connected to.

    Raises, when called: InwardAddress.
    """

    def guarded_socket(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        if not reach.allows(str(place[0]), int(place[1])):
            raise InwardAddress
        return socket.socket(family, kind, protocol)

    return guarded_socket
