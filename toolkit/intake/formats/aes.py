"""AES decryption (FIPS 197) of many blocks at a time. Pure; only ever used with a password that everybody knows."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def decrypted_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """Return whole blocks of ciphertext decrypted in CBC mode; a cut last block is left out."""
    data = data[: len(data) // 16 * 16]
    if not data:
        return b""
    plain = _blocks(key, data)
    before = np.frombuffer(vector[:16] + data[:-16], np.uint8).reshape(-1, 16)
    return (plain ^ before).tobytes()


def decrypted_ecb(key: bytes, data: bytes) -> bytes:
    """The same in ECB mode."""
    data = data[: len(data) // 16 * 16]
    return _blocks(key, data).tobytes() if data else b""


def _doubled(byte: int) -> int:
    return (byte << 1 ^ 0x1B) & 0xFF if byte & 0x80 else byte << 1


def _product(left: int, right: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left, right = _doubled(left), right >> 1
    return product


def _box() -> list[int]:
    """Return the S-box: the inverse in GF(2^8), then an affine map."""
    box = [0x63] * 256
    power, inverse = 1, 1
    for _ in range(255):
        power ^= _doubled(power)
        for shift in (1, 2, 4):
            inverse ^= inverse << shift & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        turned = inverse
        for shift in range(1, 5):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box[power] = turned ^ 0x63
    return box


_BOX = _box()
_UNBOX = np.zeros(256, np.uint8)
_UNBOX[_BOX] = np.arange(256, dtype=np.uint8)
_TIMES = {factor: np.array([_product(factor, byte) for byte in range(256)], np.uint8) for factor in (9, 11, 13, 14)}
_UNSHIFT = np.array([(place - 4 * (place % 4)) % 16 for place in range(16)])


def _round_keys(key: bytes) -> list[Bytes]:
    words = [list(key[at : at + 4]) for at in range(0, len(key), 4)]
    size, constant = len(words), 1
    for number in range(size, 4 * (size + 7)):
        word = list(words[-1])
        if number % size == 0:
            word = [_BOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _doubled(constant)
        elif size > 6 and number % size == 4:
            word = [_BOX[byte] for byte in word]
        words.append([old ^ new for old, new in zip(words[-size], word, strict=True)])
    flat = np.array(words, np.uint8).reshape(-1, 16)
    return list(flat)


def _blocks(key: bytes, data: bytes) -> Bytes:
    state: Bytes = np.frombuffer(data, np.uint8).reshape(-1, 16)
    first, *middle, last = _round_keys(key)
    state = state ^ last
    for round_key in reversed(middle):
        state = _unmixed(_UNBOX[state[:, _UNSHIFT]] ^ round_key)
    return _UNBOX[state[:, _UNSHIFT]] ^ first


def _unmixed(state: Bytes) -> Bytes:
    """Undo MixColumns."""
    columns = state.reshape(-1, 4, 4)
    unmixed = np.zeros_like(columns)
    for row in range(4):
        for offset, factor in enumerate((14, 11, 13, 9)):
            unmixed[:, :, row] ^= _TIMES[factor][columns[:, :, (row + offset) % 4]]
    return unmixed.reshape(-1, 16)
