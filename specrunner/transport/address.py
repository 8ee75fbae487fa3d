"""Which addresses may be called: judged on what a name resolved to, never on how it was spelt."""

from __future__ import annotations

import ipaddress
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias

from ..lean import dataclass

IpAddress: TypeAlias = IPv4Address | IPv6Address

_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = IPv6Network("::/96")
_THIS_HOST = IPv4Network("0.0.0.0/8")

# Where clouds answer with credentials. 169.254.169.254 is link-local anyway.
_METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
)


def read_ip(host: str) -> IpAddress | None:
    """The address that a host spells, in any spelling a resolver accepts (`0x7f.1`, `2130706433`, `0`, `[::1]`).

    None when it is a name. The IPv4 forms are those of inet_aton(3): one to four parts, decimal, octal or
    hexadecimal, where the last part fills what is left.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        try:
            return IPv6Address(bare)
        except ValueError:
            return None
    parts = bare.removesuffix(".").split(".")
    if len(parts) > 4:
        return None
    numbers: list[int] = []
    for part in parts:
        number = _read_part(part)
        if number is None:
            return None
        numbers.append(number)
    value = 0
    for number in numbers[:-1]:
        if number > 255:
            return None
        value = value << 8 | number
    free_bits = 8 * (5 - len(numbers))
    if numbers[-1] >> free_bits:
        return None
    return IPv4Address(value << free_bits | numbers[-1])


def _read_part(part: str) -> int | None:
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,8}", part):
        return int(part, 16)
    if re.fullmatch(r"0[0-7]{0,11}", part):
        return int(part, 8)
    if re.fullmatch(r"[1-9][0-9]{0,9}", part):
        return int(part)
    return None


def unwrap(address: IpAddress) -> IpAddress:
    """The IPv4 address inside an IPv6 one that only carries it; any other address as it is.

    IPv4-mapped and IPv4-compatible (RFC 4291), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
    """
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    bits = int(address)
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and bits > 1):
        return IPv4Address(bits & 0xFFFFFFFF)
    if address in _NAT64_LOCAL:
        # RFC 6052 section 2.2, prefix of 48 bits: 16 bits before and 16 behind the reserved octet. Sites use it with
        # a prefix of 96 bits as well, where those positions are zero.
        embedded = (bits >> 64 & 0xFFFF) << 16 | bits >> 40 & 0xFFFF
        return IPv4Address(embedded or bits & 0xFFFFFFFF)
    return address


def address_class(address: IpAddress) -> str:
    """One of `metadata link-local multicast reserved loopback private public`, of an unwrapped address."""
    if address in _METADATA:
        return "metadata"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast:
        return "multicast"
    if address.is_loopback or address.is_unspecified or (address.version == 4 and address in _THIS_HOST):
        return "loopback"
    if address.is_reserved:
        return "reserved"
    return "public" if address.is_global else "private"


_ALWAYS_BLOCKED = {
    "metadata": "a cloud's metadata address, which hands out credentials",
    "link-local": "a link-local address",
    "multicast": "a multicast address",
    "reserved": "a reserved address",
}


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which addresses may be called. Private ones may by default, since tests mostly call private services.

    Cloud metadata, link-local, multicast and reserved addresses may not, unless `allow_hosts` names them. Entries of
    `allow_hosts` and `deny` are host names (`db.internal`, `*.example.com`), addresses or networks (`10.0.0.0/8`).
    `deny` wins. A name in `allow_hosts` is trusted wherever it points.
    """

    allow_private: bool = True
    allow_hosts: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    def denies_name(self, host: str) -> bool:
        """Whether `host` is denied by its name alone, for a host that somebody else looks up."""
        return any(_matches(entry, host, None) for entry in self.deny)

    def mend(self, host: str, *addresses: IpAddress) -> str:
        """How `host`, which resolved to these, could be called although it is blocked."""
        if self.denies_name(host) or any(_is_listed(self.deny, host, each, unwrap(each)) for each in addresses):
            return "take it out of `network.deny` in the settings if it is to be called"
        return f"name `{host}` in `allow_hosts`, or in `network.allow` of the settings, if it is to be called"

    def objection(self, host: str, address: IpAddress) -> str | None:
        """Why `address`, which `host` resolved to, may not be called (`is a link-local address`); None: it may."""
        inner = unwrap(address)
        if _is_listed(self.deny, host, address, inner):
            return "is denied by `network.deny` of the settings"
        if _is_listed(self.allow_hosts, host, address, inner):
            return None
        kind = address_class(inner)
        if kind in _ALWAYS_BLOCKED:
            return f"is {_ALWAYS_BLOCKED[kind]}"
        if kind in ("loopback", "private") and not self.allow_private:
            return f"is a {kind} address, and `network.private` of the settings is false"
        return None


def _is_listed(entries: tuple[str, ...], host: str, *addresses: IpAddress) -> bool:
    return any(_matches(entry, host, address) for entry in entries for address in addresses)


def _matches(entry: str, host: str, address: IpAddress | None) -> bool:
    if "/" in entry:
        try:
            return address is not None and address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    literal = read_ip(entry)
    if literal is not None:
        return literal == address
    name, wanted = host.lower().rstrip("."), entry.lower().rstrip(".")
    if wanted.startswith("*."):
        return name.endswith(wanted[1:])
    return name == wanted
