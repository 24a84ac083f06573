"""The network as it is. Nothing of the answer is read but its status, and no address inside a network is asked."""

from __future__ import annotations

import http.client
import secrets
import socket
import ssl
import time
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from approdo.network.outside.base import SECONDS, Inside

PORTS = {"http": 80, "https": 443}
HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = "Approdo link check"
RESOLVERS = Path("/etc/resolv.conf")
NO_SUCH_NAME, TRUNCATED, MX = 3, 0x0200, 15


class Web:
    """Pages by HTTP and HTTPS on their usual ports; mail domains by a question to the resolver of this machine."""

    def page(self, url: str) -> int | None:
        """The status of a page, as `Outside.page` says. Raises Inside, also for a redirection into a network."""
        until = time.monotonic() + SECONDS
        for _hop in range(HOPS + 1):
            try:
                status, further = _asked(urlsplit(url), until)
                if status not in REDIRECTS or not further:
                    return status
                url = urljoin(url, further)
            except (OSError, http.client.HTTPException, ValueError, UnicodeError):
                return None
        return None

    def takes_mail(self, domain: str) -> bool | None:
        """Whether a domain names a server for its mail, or is itself one (RFC 5321 section 5.1)."""
        try:
            answer = _mail_servers(domain)
            if answer is not None:
                return answer
            socket.getaddrinfo(domain, 25, proto=socket.IPPROTO_TCP)
        except socket.gaierror as error:
            return False if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5)) else None
        except (OSError, ValueError, UnicodeError):
            return None
        return True


def _asked(parts: SplitResult, until: float) -> tuple[int, str]:
    """One request: its status and where it leads. The connection goes to the very address that was looked at."""
    port = PORTS.get(parts.scheme)
    if port is None or not parts.hostname or parts.username or parts.port not in (None, port):
        raise Inside(parts.geturl())
    host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(host)
    raw = socket.create_connection((public_address(host, port), port), timeout=left)
    try:
        if parts.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=left)
        connection.sock = raw
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        raw.close()


def public_address(host: str, port: int) -> str:
    """An address of a host that is everybody's. Raises Inside where any of its addresses is not, OSError for none."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)}
    for address in found:
        one = ip_address(address.partition("%")[0])
        inner = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None) or one
        if not one.is_global or not inner.is_global or one.is_multicast:
            raise Inside(host)
    return sorted(found, key=lambda address: (":" in address, address))[0]


def _mail_servers(domain: str) -> bool | None:
    """What the resolver says of the mail servers of a domain: True or False, None where it names none."""
    servers = [
        line.split()[1] for line in RESOLVERS.read_text(encoding="ascii").splitlines() if line[:11] == "nameserver "
    ]
    if not servers:
        raise OSError("no resolver")
    number = secrets.randbelow(1 << 16)
    name = b"".join(bytes([len(part)]) + part for part in domain.encode("idna").split(b".")) + b"\0"
    question = number.to_bytes(2) + b"\x01\x00" + b"\0\x01" + bytes(6) + name + MX.to_bytes(2) + b"\0\x01"
    family = socket.AF_INET6 if ":" in servers[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asked:
        asked.settimeout(SECONDS)
        asked.connect((servers[0], 53))
        asked.send(question)
        answer = asked.recv(4096)
    return read_answer(answer, number, len(question))


def read_answer(answer: bytes, number: int, asked: int) -> bool | None:
    """What an answer on mail servers says; None where the name exists and none stands there.

    Raises OSError for an answer to another question, or a resolver in trouble. Source: RFC 1035, RFC 7505 (null MX).
    """
    if len(answer) < asked or int.from_bytes(answer[:2]) != number:
        raise OSError("not an answer")
    flags, count = int.from_bytes(answer[2:4]), int.from_bytes(answer[6:8])
    code = flags & 0x0F
    if code == NO_SUCH_NAME:
        return False
    if code:
        raise OSError(f"resolver in trouble: {code}")
    if not count:
        return True if flags & TRUNCATED else None
    # A single server of the empty name says that no mail is taken: type and class, life, three octets of data.
    null = count == 1 and answer[-3:] == b"\0\0\0" and int.from_bytes(answer[-5:-3]) == 3
    return not null
