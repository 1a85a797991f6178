"""Scans of issued forms: printed, sealed, signed, spoilt by a seed, read back. What share is read, and read rightly?

    python benchmarks/scans.py [SCANS A DISTORTION] [SEED]

Needs LibreOffice and the extra `scan`. Every wrong reading is counted as such, not as unread.
"""

import io
import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from toolkit.form.paper_code import parse_code, unit_mark
from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import Seen
from toolkit.plan.model import Plan
from toolkit.plan.read import read_plan
from toolkit.scans.codes import grey, placed_codes
from toolkit.scans.looked import looked
from toolkit.scans.plane import SIDE, plane

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
DPI = 200
TEXT = "已完成选址、设计和招标，累计完成投资120万元，主体工程施工到二层，预计下月封顶。"
UNITS = ("教育局", "黄冕镇", "公安局", "住建局", "水利局", "平山镇")


@dataclass(frozen=True)
class Print:
    """The printed pages of one unit's form, and where on the last one to sign (centre in pixels, pixels a mm)."""

    unit: str
    pages: tuple[Image.Image, ...]
    sign: tuple[float, float]
    scale: float


@dataclass(frozen=True)
class Scan:
    """A spoilt scan and what is to be seen on it."""

    data: bytes
    unit: str
    sealed: bool
    signed: bool


def prints(folder: Path) -> Iterator[Print]:
    plan = read_plan((TEMPLATES / "附件1.xlsx").read_bytes(), "附件1.xlsx")
    template = (TEMPLATES / "附件2.xlsx").read_bytes()
    press = Press(template, read_form(template), plan)
    for name in UNITS:
        (folder / f"{name}.xlsx").write_bytes(_filled(press, plan, name))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'lo').as_uri()}", "--convert-to", "pdf",
         "--outdir", str(folder), *(str(folder / f"{name}.xlsx") for name in UNITS)],
        check=True, capture_output=True,
    )  # fmt: skip
    for name in UNITS:
        document = pypdfium2.PdfDocument(folder / f"{name}.pdf")
        pages = [document[i].render(scale=DPI / 72).to_pil().convert("RGB") for i in range(len(document) - 1)]
        codes = placed_codes(grey(pages[-1]))
        foot = next(placed for placed in codes if placed.code.at_foot)
        seen = plane(foot, codes)
        x, y = seen.pixels(np.array([(SIDE + foot.code.signing + 22, 4.0)]))[0]
        yield Print(name, tuple(pages), (float(x), float(y)), seen.scale())


def _filled(press: Press, plan: Plan, name: str) -> bytes:
    period = plan.periods[0]
    items = tuple(item for item in plan.items if name in plan.hosts(item, period.deadline))
    answers = {"办理状态": "正在实施", "完成比例": Decimal("0.4"), "进展情况": TEXT, "存在问题": TEXT, "下一步工作计划": TEXT}
    return press.issue(plan.unit(name), period, items, {}, {item.id: answers for item in items})


# -- marks ----------------------------------------------------------------------------------------------------------


def sealed(page: Image.Image, at: tuple[float, float], scale: float, dice: random.Random) -> Image.Image:
    """Stamp a round seal of 38-45 mm with a star and a ring of strokes, in ink that is worn here and there."""
    side = round(dice.uniform(38, 45) * scale)
    ink = Image.new("L", (side * 2, side * 2), 0)
    draw, middle = ImageDraw.Draw(ink), side
    width = round(1.2 * scale * 2)
    draw.ellipse((4, 4, 2 * side - 4, 2 * side - 4), outline=255, width=width)
    points = [(middle + r * math.sin(a), middle - r * math.cos(a)) for r, a in _star(side * 0.27)]
    draw.polygon(points, fill=255)
    for place in range(16):
        _glyph(draw, middle, side * 0.72, math.radians(-130 + place * 260 / 15), side * 0.11, dice)
    ink = ink.rotate(dice.uniform(-25, 25), fillcolor=0).resize((side, side), Image.Resampling.LANCZOS)
    worn = Image.effect_noise((side // 6, side // 6), 60).resize((side, side)).point(lambda v: 255 if v > 90 else 120)
    strength = dice.uniform(0.55, 0.95)
    mask = ImageChops.multiply(ink, worn).point(lambda v: round(v * strength))
    colour = (dice.randint(190, 235), dice.randint(10, 60), dice.randint(20, 70))
    layer = Image.new("RGB", page.size, "white")
    left, top = round(at[0] - side / 2 + dice.uniform(-6, 6) * scale), round(at[1] - side / 2 + dice.uniform(-4, 2) * scale)
    layer.paste(
        Image.composite(Image.new("RGB", (side, side), colour), Image.new("RGB", (side, side), "white"), mask), (left, top)
    )
    return ImageChops.multiply(page, layer)


def _star(radius: float) -> list[tuple[float, float]]:
    return [(radius if n % 2 == 0 else radius * 0.4, n * math.pi / 5) for n in range(10)]


def _glyph(draw: ImageDraw.ImageDraw, middle: float, radius: float, angle: float, size: float, dice: random.Random) -> None:
    x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
    for _ in range(5):
        a, b = dice.uniform(-size, size), dice.uniform(-size, size)
        ends = (x + a, y + b, x + dice.choice((a, -a)), y + dice.choice((b, -b)))
        draw.line(ends, fill=255, width=max(2, round(size / 4)))


def signed(page: Image.Image, at: tuple[float, float], scale: float, dice: random.Random) -> Image.Image:
    """Write two or three hasty characters with a black or blue pen."""
    found = page.copy()
    draw = ImageDraw.Draw(found)
    colour = dice.choice([(20, 20, 25), (30, 40, 120), (45, 45, 50)])
    count = dice.choice((2, 3))
    for sign in range(count):
        x = at[0] + (sign - (count - 1) / 2) * 9 * scale
        for _ in range(dice.randint(4, 6)):
            start = (x + dice.uniform(-4, 4) * scale, at[1] + dice.uniform(-4, 4) * scale)
            bend = (x + dice.uniform(-5, 5) * scale, at[1] + dice.uniform(-5, 5) * scale)
            end = (x + dice.uniform(-4, 4) * scale, at[1] + dice.uniform(-4, 4) * scale)
            curve = [_bezier(start, bend, end, t / 12) for t in range(13)]
            draw.line(curve, fill=colour, width=round(0.5 * scale), joint="curve")
    return found


def _bezier(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], t: float) -> tuple[float, float]:
    u = 1 - t
    return (u * u * a[0] + 2 * u * t * b[0] + t * t * c[0], u * u * a[1] + 2 * u * t * b[1] + t * t * c[1])


# -- distortions ----------------------------------------------------------------------------------------------------


def jpeg(page: Image.Image, quality: int = 80) -> bytes:
    target = io.BytesIO()
    page.save(target, "JPEG", quality=quality, dpi=(DPI, DPI))
    return target.getvalue()


def noisy(page: Image.Image, dice: random.Random, strength: float) -> Image.Image:
    rng = np.random.default_rng(dice.randrange(1 << 30))
    pixels = np.asarray(page).astype(np.float32)
    return Image.fromarray(np.clip(pixels + rng.normal(0, strength, pixels.shape), 0, 255).astype(np.uint8))


def wide(page: Image.Image, columns: int) -> Image.Image:
    return page.resize((columns, round(page.height * columns / page.width)), Image.Resampling.LANCZOS)


def aslant(page: Image.Image, dice: random.Random, *, strength: float = 0.10, shadow: bool = True) -> Image.Image:
    """Photograph the page: on a table, from the side, in uneven light."""
    margin = round(page.width * dice.uniform(0.02, 0.08))
    table = Image.new("RGB", (page.width + 2 * margin, page.height + 2 * margin), (dice.randint(60, 150),) * 3)
    table.paste(page, (margin, margin))
    columns, rows = table.size

    def moved(x: float, y: float) -> tuple[float, float]:
        return (x + dice.uniform(-strength, strength) * columns / 2, y + dice.uniform(-strength, strength) * rows / 2)

    source = [moved(0, 0), moved(columns, 0), moved(columns, rows), moved(0, rows)]
    target = [(0, 0), (columns, 0), (columns, rows), (0, rows)]
    lines = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        lines += [(x, y, 1, 0, 0, 0, -u * x, -u * y, u), (0, 0, 0, x, y, 1, -v * x, -v * y, v)]
    solved = np.linalg.solve(np.array([line[:8] for line in lines]), np.array([line[8] for line in lines]))
    photo = table.transform(
        table.size, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BICUBIC, fillcolor=(90, 90, 90)
    )
    return shaded(photo, dice) if shadow else photo


def shaded(page: Image.Image, dice: random.Random) -> Image.Image:
    y, x = np.mgrid[0 : page.height, 0 : page.width].astype(np.float32)
    angle = dice.uniform(0, 2 * math.pi)
    slope = (x / page.width - 0.5) * math.cos(angle) + (y / page.height - 0.5) * math.sin(angle)
    light = 0.78 + 0.35 * slope
    edge = dice.uniform(-0.2, 0.2)
    light *= np.where(slope * 1.3 + edge > 0, 1.0, dice.uniform(0.6, 0.8))
    warm = np.array([1.0, dice.uniform(0.94, 1.0), dice.uniform(0.85, 1.0)], dtype=np.float32)
    return Image.fromarray(np.clip(np.asarray(page) * light[:, :, None] * warm, 0, 255).astype(np.uint8))


def copied(page: Image.Image, dice: random.Random) -> Image.Image:
    """Copy in grey: more contrast, dust, a little turned."""
    plain = page.convert("L").rotate(dice.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=255)
    return noisy(
        plain.point(lambda v: max(0, min(255, round((v - 128) * 1.35 + 140)))).filter(ImageFilter.GaussianBlur(0.8)), dice, 8
    )


def faxed(page: Image.Image, dice: random.Random) -> Image.Image:
    plain = noisy(page.convert("L").rotate(dice.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255), dice, 10)
    return plain.point(lambda v: 255 if v > 150 else 0).convert("1")


def fax(page: Image.Image, dice: random.Random) -> bytes:
    target = io.BytesIO()
    faxed(page, dice).save(target, "TIFF", compression="group4")
    return target.getvalue()


def sized(page: Image.Image, dpi: int) -> Image.Image:
    return page.resize((round(page.width * dpi / DPI), round(page.height * dpi / DPI)), Image.Resampling.LANCZOS)


def turned(page: Image.Image, angle: float) -> Image.Image:
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def two_up(page: Image.Image) -> Image.Image:
    """Two sheets on one picture: the form below another paper."""
    both = Image.new("RGB", (page.width, page.height * 2), "white")
    both.paste(page, (0, page.height))
    draw = ImageDraw.Draw(both)
    for line in range(12):
        draw.rectangle((200, 200 + line * 90, page.width - 300, 230 + line * 90), fill=(70, 70, 70))
    return both


SPOILT: dict[str, Callable[[Image.Image, random.Random], bytes]] = {
    "flat 150 dpi": lambda p, _: jpeg(sized(p, 150)),
    "flat 200 dpi": lambda p, _: jpeg(p),
    "upside down": lambda p, _: jpeg(turned(p, 180)),
    "sideways": lambda p, d: jpeg(turned(p, d.choice((90, 270)))),
    "any angle": lambda p, d: jpeg(turned(p, d.uniform(-40, 40))),
    "photo aslant": lambda p, d: jpeg(aslant(p, d), 75),
    "photo 1080 px": lambda p, d: jpeg(wide(aslant(p, d, strength=0.07).filter(ImageFilter.GaussianBlur(0.7)), 1080), 65),
    "WeChat 1080 px": lambda p, d: jpeg(wide(noisy(p, d, 4), 1080), 60),
    "shadow": lambda p, d: jpeg(shaded(p, d)),
    "grey copy": lambda p, d: jpeg(copied(p, d), 70),
    "fax": fax,
    "two on one": lambda p, _: jpeg(two_up(p)),
}
COLOUR = frozenset(SPOILT) - {"grey copy", "fax"}


def scans(printed: list[Print], name: str, count: int, dice: random.Random) -> Iterator[Scan]:
    for _ in range(count):
        form = dice.choice(printed)
        page, seal, sign = form.pages[-1], dice.random() < 0.7, dice.random() < 0.7
        page = signed(page, form.sign, form.scale, dice) if sign else page
        page = sealed(page, form.sign, form.scale, dice) if seal else page
        yield Scan(SPOILT[name](page, dice), form.unit, seal, sign)


@dataclass
class Tally:
    read: int = 0
    wrong: int = 0
    seal: int = 0
    false_no: int = 0
    sign: int = 0
    sign_wrong: int = 0
    false_sign: int = 0
    seconds: float = 0.0


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        printed = list(prints(Path(folder)))
    print(f"{'':16}  read  wrong  seal right / false 没见到  signature right / wrong / false 没见到   s/page")
    for name in SPOILT:
        # a seed a distortion: adding one changes no other
        dice = random.Random(f"{seed} {name}")
        tally = Tally()
        for scan in scans(printed, name, count, dice):
            judge(tally, scan, name)
        print(
            f"{name:16} {tally.read / count:5.0%} {tally.wrong:5}  {tally.seal / count:8.0%} {tally.false_no:6}"
            f"{tally.sign / count:22.0%} {tally.sign_wrong:6} {tally.false_sign:6}{tally.seconds / count:22.2f}"
        )


def judge(tally: Tally, scan: Scan, name: str) -> None:
    start = time.process_time()
    paper = looked(scan.data, Limits())
    tally.seconds += time.process_time() - start
    codes = [parse_code(found.text) for found in paper.codes]
    tally.read += bool(codes)
    tally.wrong += any(code.unit != unit_mark(scan.unit) for code in codes)
    tally.seal += (paper.seal is Seen.YES) == scan.sealed and (name not in COLOUR or paper.seal is not Seen.UNCLEAR)
    tally.false_no += scan.sealed and paper.seal is Seen.NO
    tally.sign += paper.signature is (Seen.YES if scan.signed else Seen.NO)
    tally.sign_wrong += paper.signature is (Seen.NO if scan.signed else Seen.YES)
    tally.false_sign += scan.signed and paper.signature is Seen.NO


if __name__ == "__main__":
    main()
