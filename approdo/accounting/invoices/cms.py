"""Signed files (CMS, `.p7m`): their content, and whether the signatures over it hold.

The structure is read by asn1crypto, the signatures are verified by cryptography. What the reading may cost is bounded
before: a count of the values in the file, level by level, which takes nothing out of it.

Said of each signature: whose it is, from when to when the certificate counts, whether the content is the one signed.
Not said: whether the certificate was issued by a qualified provider or was revoked; no list of these is kept here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.rules.signatures import Seal, SealFault

DEEPEST = 64  # values one inside the other
MOST_CERTIFICATES, MOST_SIGNERS, LONGEST_NAME = 50, 10, 120
CONSTRUCTED, SEQUENCE = 0x20, 0x30
BESIDE_CONTENT, SMALL = 3, 8_192  # depth of the parts of the signed data; bytes
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Signed:
    """The content of a signed file, and what is known of each signature over it."""

    content: bytes
    seals: tuple[Seal, ...]


def opened(data: bytes, budget: Budget) -> Signed:
    """What a signed file holds. Raises Unreadable (cut, damaged, another kind of file, content elsewhere)."""
    budget.spend_signed()
    _bounded(data, budget)
    try:
        info = cms.ContentInfo.load(data)
        if info["content_type"].native != "signed_data":
            raise Unreadable("signed_other_kind")
        signed: cms.SignedData = info["content"]
        holder = signed["encap_content_info"]["content"]
        if isinstance(holder, core.Void) or holder.native is None:
            raise Unreadable("signed_without_content")
        content = bytes(holder)
    except _DAMAGED as problem:
        raise Unreadable("signed_damaged") from problem
    return Signed(content, tuple(_seals(signed, content, budget)))


def _bounded(data: bytes, budget: Budget) -> None:
    """Refuse a file that is cut, has something behind it, or has more values than a signature needs. Raises Unreadable."""
    ends: list[int | None] = []  # of the values that are open; None: at the mark of its end
    limits, at = [len(data)], 0
    while ends or at == 0:
        if ends and _closes(data, at, ends[-1], limits[-1]):
            at += 0 if ends.pop() is not None else 2
            limits.pop()
            continue
        budget.spend_value()
        tag, end, at = _header(data, at, limits[-1])
        if end is not None and (not tag & CONSTRUCTED or _is_small_part(tag, end - at, len(ends))):
            at = end
        else:
            if len(ends) >= DEEPEST:
                raise Unreadable("signed_too_complex")
            ends.append(end)
            limits.append(limits[-1] if end is None else end)
    if data[at:].strip(b"\0\r\n\t "):
        raise Unreadable("signed_damaged")


def _is_small_part(tag: int, size: int, depth: int) -> bool:
    """Whether a value is a part of the signed data beside its content, and too small to cost anything."""
    return depth == BESIDE_CONTENT and tag != SEQUENCE and size <= SMALL


def _closes(data: bytes, at: int, end: int | None, limit: int) -> bool:
    if end is not None:
        return at >= end
    if at + 2 > limit:
        raise Unreadable("signed_cut")
    return data[at : at + 2] == b"\0\0"


def _header(data: bytes, at: int, limit: int) -> tuple[int, int | None, int]:
    """Tag, end (None: at its mark) and first byte of the value that begins there."""
    if at + 2 > limit:
        raise Unreadable("signed_cut")
    tag, length, at = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F or (length == 0x80 and not tag & CONSTRUCTED):
        raise Unreadable("signed_damaged")
    if length == 0x80:
        return tag, None, at
    if length > 0x80:
        size = length & 0x7F
        if size > 4:
            raise Unreadable("signed_damaged")
        if at + size > limit:
            raise Unreadable("signed_cut")
        length, at = int.from_bytes(data[at : at + size]), at + size
    if at + length > limit:
        raise Unreadable("signed_cut")
    return tag, at + length, at


def _seals(signed: cms.SignedData, content: bytes, budget: Budget) -> Iterable[Seal]:
    """What is known of each signature. A file of which nothing can be said is not refused for that."""
    try:
        if not budget.may_verify():
            yield Seal(SealFault.TOO_MANY)
            return
        signers, certificates = signed["signer_infos"], signed["certificates"]
        known = [] if isinstance(certificates, core.Void) else certificates
        if not len(signers) or len(signers) > MOST_SIGNERS or len(known) > MOST_CERTIFICATES:
            yield Seal(SealFault.TOO_MANY if len(signers) else SealFault.NO_SIGNER)
            return
        chosen = [one.chosen for one in known if isinstance(one.chosen, asn1_x509.Certificate)]
        found = [_seal(signer, chosen, content) for signer in signers]
    except _DAMAGED:
        found = [Seal(SealFault.UNCLEAR)]
    yield from found


def _seal(signer: cms.SignerInfo, certificates: list[asn1_x509.Certificate], content: bytes) -> Seal:
    certificate = next((one for one in certificates if _is_of(one, signer["sid"])), None)
    if certificate is None:
        return Seal(SealFault.NO_CERTIFICATE)
    attributes = {one["type"].native: one["values"] for one in _attributes(signer)}
    moment = attributes["signing_time"][0].native if attributes.get("signing_time") else None
    count = certificate["tbs_certificate"]["validity"]
    return Seal(
        fault=_fault(signer, attributes, certificate, content),
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        signed_at=moment if isinstance(moment, datetime) else None,
        valid_from=count["not_before"].native,
        valid_until=count["not_after"].native,
    )


def _is_of(certificate: asn1_x509.Certificate, sid: cms.SignerIdentifier) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    number = sid.chosen["serial_number"].native == certificate.serial_number
    return bool(number and sid.chosen["issuer"].dump() == certificate.issuer.dump())


def _attributes(signer: cms.SignerInfo) -> list[cms.CMSAttribute]:
    found = signer["signed_attrs"]
    return [] if isinstance(found, core.Void) else list(found)


def _name(of: asn1_x509.Name) -> str:
    told = of.native
    name = told.get("common_name") or told.get("organization_name") or of.human_friendly
    return " ".join(str(name if isinstance(name, str) else name[0]).split())[:LONGEST_NAME]


def _fault(
    signer: cms.SignerInfo, attributes: dict[str, cms.SetOf], certificate: asn1_x509.Certificate, content: bytes
) -> SealFault | None:
    """Why the signature does not hold or cannot be told; None when it holds."""
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in _HASHES:
        return SealFault.ALGORITHM
    over = content
    if attributes:
        digest = attributes.get("message_digest")
        if not digest or digest[0].native != hashlib.new(name, content).digest():
            return SealFault.CONTENT_CHANGED
        over = signer["signed_attrs"].untag().dump(force=True)  # in the form that was signed: a plain SET
    try:
        return None if _holds(signer, certificate, over, _HASHES[name]) else SealFault.SIGNATURE_WRONG
    except (UnsupportedAlgorithm, *_DAMAGED):
        return SealFault.ALGORITHM


def _holds(
    signer: cms.SignerInfo, certificate: asn1_x509.Certificate, over: bytes, digest: hashes.HashAlgorithm
) -> bool:
    """Whether the key of the certificate made the signature. Raises UnsupportedAlgorithm, ValueError."""
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    signature, scheme = signer["signature"].native, signer["signature_algorithm"].signature_algo
    try:
        if isinstance(key, rsa.RSAPublicKey) and scheme == "rsassa_pss":
            key.verify(signature, over, padding.PSS(padding.MGF1(digest), padding.PSS.AUTO), digest)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, over, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, over, ec.ECDSA(digest))
        else:
            raise UnsupportedAlgorithm(scheme)
    except InvalidSignature:
        return False
    return True
