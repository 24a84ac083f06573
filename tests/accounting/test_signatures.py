"""The signatures of a file: whose, whether they hold, and what is said where that cannot be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from approdo.accounting.invoices.bounds import MOST_VERIFIED, Budget
from approdo.accounting.invoices.cms import opened
from approdo.accounting.invoices.reading import read_upload
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.rules.signatures import Integrity, Seal, SealFault, whole
from tests.accounting.electronic_invoices import archive, armoured, der, invoice, signed, streamed, xml

GOOD = xml(invoice())
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def certificate(key: CertificateIssuerPrivateKeyTypes, begun: datetime = BEGUN, days: int = 3650) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Rosa Inventata")])
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(begun).not_valid_after(begun + timedelta(days=days)).sign(key, algorithm)
    )  # fmt: skip


def signed_by(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *options: pkcs7.PKCS7Options, **told: object
) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(GOOD)
    builder = builder.add_signer(certificate(key, **told), key, hashes.SHA256())  # type: ignore[arg-type]
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def changed(data: bytes, change: object) -> bytes:
    info = cms.ContentInfo.load(data)
    change(info["content"])  # type: ignore[operator]
    return bytes(info.dump(force=True))


def seals(data: bytes) -> tuple[Seal, ...]:
    found = opened(data, Budget())
    assert found.content == GOOD
    return found.seals


EC, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("data", [
    signed_by(EC), signed_by(RSA), signed_by(EC, pkcs7.PKCS7Options.NoAttributes), signed_by(RSA, pkcs7.PKCS7Options.NoAttributes),
], ids=["EC", "RSA", "EC bare", "RSA bare"])  # fmt: skip
def test_a_signature_that_holds_is_said_to_with_the_signer_and_the_days_of_the_certificate(data: bytes) -> None:
    [seal] = seals(data)
    assert (seal.fault, seal.integrity, seal.signer, seal.issuer) == (
        None,
        Integrity.INTACT,
        "Rosa Inventata",
        "Rosa Inventata",
    )
    assert (seal.valid_from, seal.valid_until) == (BEGUN, BEGUN + timedelta(days=3650))


def test_a_signature_of_the_other_scheme_of_rsa_holds_too() -> None:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(GOOD)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    builder = builder.add_signer(certificate(RSA), RSA, hashes.SHA256(), rsa_padding=pss)
    assert seals(builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary]))[0].fault is None


def test_one_letter_of_the_content_changed_breaks_the_signature() -> None:
    other = GOOD.replace(b"30.64", b"80.64")
    for data in (signed_by(EC), signed_by(EC, pkcs7.PKCS7Options.NoAttributes)):
        found = opened(data.replace(GOOD, other), Budget())
        assert found.content == other
        assert found.seals[0].integrity is Integrity.BROKEN


def test_a_signature_over_other_words_is_broken() -> None:
    def forged(content: cms.SignedData) -> None:
        content["signer_infos"][0]["signature"] = EC.sign(b"other", ec.ECDSA(hashes.SHA256()))

    assert seals(changed(signed_by(EC), forged))[0].fault is SealFault.SIGNATURE_WRONG


def test_a_certificate_of_the_same_name_and_number_with_another_key_breaks_the_signature() -> None:
    foreign = certificate(ec.generate_private_key(ec.SECP256R1())).public_bytes(Encoding.DER)

    def swapped(content: cms.SignedData) -> None:
        content["certificates"] = cms.CertificateSet([cms.CertificateChoices.load(foreign)])

    data = changed(signed_by(EC), swapped)
    assert foreign in data
    assert seals(data)[0].fault is SealFault.SIGNATURE_WRONG


def test_what_cannot_be_verified_is_read_and_said() -> None:
    def without(content: cms.SignedData) -> None:
        content["certificates"] = cms.CertificateSet([])

    assert seals(changed(signed_by(EC), without))[0].fault is SealFault.NO_CERTIFICATE
    assert seals(streamed(GOOD))[0].fault is SealFault.NO_SIGNER

    def old(content: cms.SignedData) -> None:
        content["signer_infos"][0]["digest_algorithm"]["algorithm"] = "sha1"

    assert seals(changed(signed_by(EC), old))[0].fault is SealFault.ALGORITHM


def test_a_certificate_counted_or_not_when_the_signature_was_made() -> None:
    long_ago = BEGUN - timedelta(days=3000)
    assert seals(signed_by(EC))[0].counted_then is True
    assert seals(signed_by(EC, begun=long_ago, days=30))[0].counted_then is False
    assert seals(signed_by(EC, pkcs7.PKCS7Options.NoAttributes))[0].counted_then is None


def test_signatures_one_around_the_other_are_all_told_and_one_broken_breaks_the_file() -> None:
    [file] = read_upload("a.p7m.p7m", signed(armoured(signed(GOOD))))
    assert [one.signer for one in file.seals] == ["Firma di prova"] * 2
    assert whole(file.seals) is Integrity.INTACT
    assert whole([Seal(), Seal(SealFault.NO_CERTIFICATE)]) is Integrity.UNVERIFIABLE
    assert whole([Seal(SealFault.CONTENT_CHANGED), Seal(SealFault.NO_CERTIFICATE)]) is Integrity.BROKEN


def test_an_archive_of_many_signed_files_is_verified_up_to_a_bound_and_that_is_said() -> None:
    files = list(read_upload("a.zip", archive({f"{n}.p7m": signed(GOOD) for n in range(MOST_VERIFIED + 2)})))
    assert [file.seals[0].fault for file in files[-3:]] == [None, SealFault.TOO_MANY, SealFault.TOO_MANY]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (signed(GOOD)[: len(GOOD) // 2], "signed_cut"),
        (bytes.fromhex("3084ffffffff") + GOOD, "signed_cut"),
        (b"\x30\xbf" + b"\xff" * 63, "signed_damaged"),
        (bytes.fromhex("3080") * 3000, "signed_too_complex"),
        (der(0x30, *[der(0x31)] * 400_000), "signed_too_complex"),
        (der(0x30, der(0x06, b"\x2a")), "signed_other_kind"),
        (signed(GOOD) + b"x", "signed_damaged"),
    ],
)
def test_a_hostile_structure_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(data, Budget())
    assert refused.value.code == code
