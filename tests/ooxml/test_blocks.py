"""A member put together of blocks is the member compressed whole: same bytes inside, same checksum, whatever lies between."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from toolkit.ooxml.blocks import GrowingBlock, joined_crc, part_of_blocks, ready_block
from toolkit.ooxml.packing import ZipPieces, pack, ready, stored, write
from toolkit.ooxml.zip_directory import directory

STRETCHES = st.lists(st.tuples(st.booleans(), st.binary(max_size=2000)), max_size=8)


@given(STRETCHES, st.binary(max_size=400))
def test_blocks_inflate_to_their_stretches(stretches, end):
    blocks = [ready_block(data, last=False) if common else data for common, data in stretches]
    part = part_of_blocks("a.xml", [*blocks, ready_block(end, last=True)])
    whole = b"".join(data for _, data in stretches) + end
    assert zlib.decompress(part.raw, -15) == whole
    (entry,) = directory(write([part]), 9)
    assert (entry.crc, entry.size, entry.packed) == (zlib.crc32(whole), len(whole), len(part.raw))


def test_what_was_made_before_changes_nothing():
    blocks = [ready_block(b"<a>" * 50, last=False), b"own" * 500, ready_block(b"</a>", last=True)]
    first = part_of_blocks("a.xml", blocks).raw
    part_of_blocks("b.xml", [b"other" * 700, blocks[-1]])
    assert part_of_blocks("a.xml", blocks).raw == first


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=2000)), max_size=8))
def test_a_growing_stretch_holds_what_was_added_and_what_stands_in_it(stretches):
    whole = GrowingBlock()
    for inside, data in stretches:
        if inside:
            other = GrowingBlock()
            other.add(data)
            whole.stand(other)
        else:
            whole.add(data)
    data = b"".join(data for _, data in stretches)
    assert zlib.decompress(b"".join(raw for piece in whole.pieces(last=True) for raw in piece.raw()), -15) == data
    assert (whole.crc, whole.size) == (zlib.crc32(data), len(data))


@given(st.binary(max_size=300), st.binary(max_size=3000))
def test_the_checksum_of_two_stretches_follows_from_theirs(first, second):
    assert joined_crc(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


def test_a_zip_written_member_by_member_is_the_one_written_at_once():
    parts = [pack("a.xml", b"a" * 900), pack("乙.xml", b"<b/>")]
    pieces = ZipPieces()
    for part in parts:
        pieces.add(part)
    assert b"".join(pieces) == write(parts)


@given(
    st.lists(st.tuples(st.sampled_from(["a.xml", "图.png", "c/d.xml"]), st.booleans(), st.binary(max_size=60)), max_size=6),
    st.data(),
)
def test_members_put_together_before_stand_in_the_file_as_they_would_alone(members, data):
    parts = [(stored if as_it_is else pack)(f"{place}{name}", content) for place, (name, as_it_is, content) in enumerate(members)]
    start = data.draw(st.integers(0, len(parts)))
    end = data.draw(st.integers(start, len(parts)))
    assert write([*parts[:start], ready(parts[start:end]), *parts[end:]]) == write(parts)
