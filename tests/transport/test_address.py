"""What an address is, however it is spelt or wrapped."""

from __future__ import annotations

import ipaddress

import pytest

from specrunner.transport.address import AddressPolicy, address_class, read_ip, unwrap

PUBLIC_ONLY = AddressPolicy(allow_private=False)


def ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(text)


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("10.513", "10.0.2.1"),
        ("0", "0.0.0.0"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_every_spelling_of_an_address_is_read(spelling, address):
    assert read_ip(spelling) == ip(address)


@pytest.mark.parametrize(
    "name", ["", "localhost", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "09.1", "0x", "::g"]
)
def test_what_is_no_address_is_a_name(name):
    assert read_ip(name) is None


@pytest.mark.parametrize(
    ("wrapped", "inner"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("::127.0.0.1", "127.0.0.1"),
        ("64:ff9b::7f00:1", "127.0.0.1"),
        ("64:ff9b::a9fe:a9fe", "169.254.169.254"),
        ("64:ff9b:1::7f00:1", "127.0.0.1"),
        ("64:ff9b:1:7f00:0:100::", "127.0.0.1"),
        ("2002:7f00:1::", "127.0.0.1"),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", "127.0.0.1"),
        ("::1", "::1"),
        ("::", "::"),
        ("2606:4700::1111", "2606:4700::1111"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_an_ipv4_address_inside_an_ipv6_one_is_what_counts(wrapped, inner):
    assert unwrap(ip(wrapped)) == ip(inner)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.8.9.1", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "loopback"),
        ("0.1.2.3", "loopback"),
        ("::", "loopback"),
        ("10.0.0.1", "private"),
        ("172.31.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("198.18.0.1", "private"),
        ("fd12::1", "private"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("169.254.169.254", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("240.0.0.1", "reserved"),
        ("8.8.8.8", "public"),
        ("2606:4700::1111", "public"),
    ],
)
def test_addresses_fall_into_classes(address, kind):
    assert address_class(ip(address)) == kind


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "100.64.0.1", "::1", "fd12::1", "8.8.8.8"])
def test_private_and_public_addresses_may_be_called_by_default(address):
    assert AddressPolicy().objection("host", ip(address)) is None


@pytest.mark.parametrize(
    ("address", "objection"),
    [
        ("169.254.7.7", "is a link-local address"),
        ("2002:a9fe:a9fe::", "is a cloud's metadata address, which hands out credentials"),
        ("64:ff9b::a9fe:a9fe", "is a cloud's metadata address, which hands out credentials"),
        ("224.0.0.1", "is a multicast address"),
        ("255.255.255.255", "is a reserved address"),
    ],
)
def test_dangerous_addresses_may_not_be_called_by_default(address, objection):
    assert AddressPolicy().objection("host", ip(address)) == objection


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1"]
)
def test_private_addresses_can_be_ruled_out(address):
    objection = PUBLIC_ONLY.objection("host", ip(address))
    assert objection is not None
    assert objection.endswith("address, and `network.private` of the settings is false")


@pytest.mark.parametrize("entry", ["meta.test", "*.test", "169.254.169.254", "169.254.0.0/16", "0xa9fea9fe"])
def test_allow_hosts_lifts_a_block_by_name_address_or_network(entry):
    policy = AddressPolicy(allow_private=False, allow_hosts=(entry,))
    assert policy.objection("Meta.test.", ip("169.254.169.254")) is None
    assert policy.objection("other.example", ip("10.0.0.1")) is not None


@pytest.mark.parametrize("entry", ["db.internal", "*.internal", "10.0.0.0/8", "10.1.2.3"])
def test_deny_wins_over_everything(entry):
    policy = AddressPolicy(allow_hosts=("db.internal",), deny=(entry,))
    assert policy.objection("db.internal", ip("10.1.2.3")) == "is denied by `network.deny` of the settings"
    assert policy.objection("db.internal", ip("::ffff:10.1.2.3")) == "is denied by `network.deny` of the settings"


def test_a_wildcard_does_not_cover_its_own_parent():
    assert AddressPolicy(deny=("*.test",)).objection("test", ip("8.8.8.8")) is None
