"""Workbooks protected with the password that every office program tries by itself ([MS-OFFCRYPTO], VelvetSweatshop).

Excel writes them when only the structure is protected: nobody was ever asked for a password.
"""

import hashlib
import struct
from base64 import b64decode

from toolkit.intake.formats.aes import decrypted_cbc, decrypted_ecb
from toolkit.intake.formats.compound import Compound
from toolkit.nouns.limits import Limits
from toolkit.ooxml.xml import parse

_PASSWORD = "VelvetSweatshop".encode("utf-16-le")
_SPINS = 1_000_000
"""Rounds of hashing done for a stranger; Excel asks for 100,000."""
_SEGMENT = 4096
_ENCRYPTION = "http://schemas.microsoft.com/office/2006"
_SPACES = {f"{_ENCRYPTION}/encryption": "", f"{_ENCRYPTION}/keyEncryptor/password": "p:"}
"""Of several keys only the password's counts: a certificate's is of the same local name."""
_INPUT, _VALUE, _KEY = (bytes.fromhex(mark) for mark in ("fea7d2763b4b9e79", "d7aa0f6d3061344e", "146e0be7abacd0d6"))


def opened(data: bytes, limits: Limits) -> bytes | None:
    """Return the workbook in an encrypted package; None = it has a password of its own."""
    compound = Compound(data)
    if not compound.has("EncryptionInfo") or len(data) > limits.file_bytes:
        return None
    info, package = compound.read("EncryptionInfo"), compound.read("EncryptedPackage")
    (size,) = struct.unpack_from("<Q", package)
    major, minor = struct.unpack_from("<2H", info)
    plain = _agile(info[8:], package[8:]) if (major, minor) == (4, 4) else _standard(info, package[8:]) if minor == 2 else None
    return plain[:size] if plain and plain.startswith(b"PK") else None


def _agile(xml: bytes, package: bytes) -> bytes | None:
    settings: dict[str, dict[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        settings.setdefault(tag, attributes)

    parse(xml, start, spaces=_SPACES)
    data, key = settings["keyData"], settings["p:encryptedKey"]
    if key["cipherAlgorithm"] != "AES" or data["cipherChaining"] != "ChainingModeCBC" or int(key["spinCount"]) > _SPINS:
        return None
    salt, length = b64decode(key["saltValue"]), int(key["keyBits"]) // 8
    name = key["hashAlgorithm"].replace("-", "").lower()
    spun = _spun(name, salt, int(key["spinCount"]))

    def with_key(mark: bytes, field: str) -> bytes:
        derived = hashlib.new(name, spun + mark).digest()[:length].ljust(length, b"\x36")
        return decrypted_cbc(derived, salt, b64decode(key[field]))

    typed, stored = with_key(_INPUT, "encryptedVerifierHashInput"), with_key(_VALUE, "encryptedVerifierHashValue")
    digest = hashlib.new(name, typed[: int(key["saltSize"])]).digest()
    if stored[: len(digest)] != digest:
        return None
    secret, salt = with_key(_KEY, "encryptedKeyValue")[:length], b64decode(data["saltValue"])
    name = data["hashAlgorithm"].replace("-", "").lower()
    pieces = (package[at : at + _SEGMENT] for at in range(0, len(package), _SEGMENT))
    vectors = (
        hashlib.new(name, salt + struct.pack("<I", number)).digest()[:16] for number in range(len(package) // _SEGMENT + 1)
    )
    return b"".join(decrypted_cbc(secret, vector, piece) for piece, vector in zip(pieces, vectors, strict=False))


def _standard(info: bytes, package: bytes) -> bytes | None:
    """The scheme of Excel 2007: AES in ECB mode."""
    (header,) = struct.unpack_from("<I", info, 8)
    algorithm, _, bits = struct.unpack_from("<3I", info, 12 + 8)
    if algorithm not in {0x660E, 0x660F, 0x6610}:
        return None
    at = 12 + header
    salt, typed = info[at + 4 : at + 20], info[at + 20 : at + 36]
    stored = info[at + 40 : at + 72]
    spun = hashlib.sha1(_spun("sha1", salt, 50_000) + bytes(4)).digest()
    pads = (bytes(mark ^ byte for byte in spun.ljust(64, b"\0")) for mark in (0x36, 0x5C))
    secret = b"".join(hashlib.sha1(pad).digest() for pad in pads)[: bits // 8]
    if hashlib.sha1(decrypted_ecb(secret, typed)).digest() != decrypted_ecb(secret, stored)[:20]:
        return None
    return decrypted_ecb(secret, package)


def _spun(name: str, salt: bytes, times: int) -> bytes:
    digest = hashlib.new(name, salt + _PASSWORD).digest()
    for number in range(times):
        digest = hashlib.new(name, struct.pack("<I", number) + digest).digest()
    return digest
