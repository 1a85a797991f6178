"""A member with gaps as blocks: its long fixed stretches compressed once, and what lies between them filled for each form."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.generate.fillings import FormFacts
from toolkit.generate.pieces import Gap, GappedMember
from toolkit.ooxml.blocks import ReadyBlock, part_of_blocks, ready_block
from toolkit.ooxml.packing import PackedPart

_LONG = 300
"""Bytes from which a fixed stretch between two gaps is a block of its own."""


@dataclass(frozen=True, slots=True)
class BlockedMember:
    """Blocks that all forms share, and stretches with gaps between them; the last is a block."""

    name: str
    steps: tuple[ReadyBlock | GappedMember, ...]

    def packed(self, facts: FormFacts) -> PackedPart:
        return part_of_blocks(self.name, [step.fill(facts) if isinstance(step, GappedMember) else step for step in self.steps])


def blocked(name: str, member: GappedMember) -> BlockedMember:
    return BlockedMember(name, tuple(_steps(member)))


def _steps(member: GappedMember) -> Iterator[ReadyBlock | GappedMember]:
    fixed, gaps = [""], list[Gap]()
    for place, text in enumerate(member.fixed):
        data, last = text.encode(), place == len(member.gaps)
        if last or len(data) >= _LONG:
            if gaps:
                yield GappedMember(tuple(fixed), tuple(gaps))
            yield ready_block(data, last=last)
            fixed, gaps = [""], []
        else:
            fixed[-1] += text
        if not last:
            gaps.append(member.gaps[place])
            fixed.append("")
