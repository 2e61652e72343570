"""What things are made of: cardboard, tape, labels, wood, concrete, paper."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import font_roboto
import numpy as np
import zxingcpp
from camera import Array, noise, vector
from PIL import Image, ImageDraw, ImageFont

KRAFT = np.array((0.71, 0.545, 0.36), np.float32)
FONTS = Path(font_roboto.__file__).parent / "files"

Draw = Callable[[ImageDraw.ImageDraw], None]


@cache
def font(size: int, weight: str = "Bold") -> ImageFont.FreeTypeFont:
    """Return a typeface that comes with a package, so that it is the same everywhere."""
    return ImageFont.truetype(str(FONTS / f"Roboto-{weight}.ttf"), size)


def cardboard(height: int, width: int, seed: int, *, upright: bool = True, colour: Array = KRAFT) -> Array:
    """Return a sheet of corrugated board."""
    shade = 0.022 * noise(height, width, 160, seed) + 0.012 * noise(height, width, 6, seed + 1, octaves=2)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    shade += 0.016 * np.sin((columns if upright else rows) * 2 * np.pi / 9)
    speck = noise(height, width, 3, seed + 2, octaves=1)
    shade = shade - 0.035 * (speck > 2.6)
    edge = np.minimum(
        np.minimum(rows, height - 1 - rows) / height, np.minimum(columns, width - 1 - columns) / width
    )
    shade = shade - 0.10 * np.exp(-edge * 90)
    out: Array = np.clip(colour * (1 + shade[..., None] * 1.6), 0, 1).astype(np.float32)
    return out


def printed(
    board: Array, draw: Draw, ink: tuple[float, float, float] = (0.16, 0.13, 0.12), strength: float = 0.82
) -> Array:
    """Print on board in one colour: `draw` draws white on black."""
    plate = Image.new("L", (board.shape[1], board.shape[0]))
    draw(ImageDraw.Draw(plate))
    cover = np.asarray(plate, np.float32)[..., None] / 255 * strength
    worn = 1 - 0.25 * np.clip(noise(board.shape[0], board.shape[1], 14, 77)[..., None], 0, 1)
    out: Array = board * (1 - cover * worn) + np.array(ink, np.float32) * cover * worn
    return out


def taped(
    board: Array, *, centre: float = 0.5, width: float = 0.11, across: bool = True, seed: int = 5
) -> Array:
    """Put a strip of clear brown tape on board."""
    height, length = board.shape[:2]
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : length * 1j].astype(np.float32)
    off = np.abs((rows if across else columns) - centre) / (width / 2)
    inside = (off < 1).astype(np.float32)
    wrinkle = 0.03 * noise(height, length, 26, seed) * inside
    tone = np.array((0.80, 0.655, 0.45), np.float32)
    out: Array = board * (1 - 0.55 * inside[..., None]) + 0.55 * inside[..., None] * tone
    out = out * (1 + wrinkle[..., None]) + 0.05 * ((off > 0.94) & (off < 1))[..., None]
    seam = np.abs((rows if across else columns) - centre) < 0.004
    out = out * np.where(seam, 0.72, 1.0)[..., None].astype(np.float32)
    return out.astype(np.float32)


def pasted(
    board: Array, label: Image.Image, left: float, top: float, width: float, *, turn: float = 0.0
) -> Array:
    """Stick a label onto board; left, top and width are shares of the board's width."""
    _height, length = board.shape[:2]
    wide = int(width * length)
    small = label.convert("RGB").resize(
        (wide, int(wide * label.height / label.width)), Image.Resampling.LANCZOS
    )
    cover = Image.new("L", small.size, 255)
    if turn:
        small = small.rotate(turn, Image.Resampling.BICUBIC, expand=True)
        cover = cover.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    base = Image.fromarray((board * 255).astype(np.uint8))
    base.paste(small.point(lambda v: int(v * 0.97)), (int(left * length), int(top * length)), cover)
    return np.asarray(base, np.float32) / 255


def wood(
    height: int,
    width: int,
    seed: int,
    *,
    planks: int = 5,
    colour: tuple[float, float, float] = (0.56, 0.40, 0.26),
) -> Array:
    """Return boards of wood, lying from left to right."""
    fibres = np.repeat(noise(height, max(2, width // 24), 4, seed, octaves=3), 24, axis=1)[:, :width]
    if fibres.shape[1] < width:
        fibres = np.pad(fibres, ((0, 0), (0, width - fibres.shape[1])), mode="edge")
    shade = 0.055 * fibres + 0.05 * noise(height, width, 220, seed + 1)
    rng = np.random.default_rng(seed)
    rows = np.arange(height) * planks / height
    shade = shade + np.repeat(
        rng.uniform(-0.12, 0.12, planks + 1)[rows.astype(int)].astype(np.float32)[:, None], width, axis=1
    )
    gap = np.abs(rows - np.round(rows)) < 0.012
    out: Array = np.array(colour, np.float32) * (1 + shade[..., None])
    out[gap] *= 0.38
    return np.clip(out, 0, 1).astype(np.float32)


def concrete(height: int, width: int, seed: int, *, tone: float = 0.58) -> Array:
    """Return a floor of concrete."""
    shade = 0.035 * noise(height, width, 300, seed) + 0.022 * noise(height, width, 9, seed + 1, octaves=3)
    speck = noise(height, width, 4, seed + 2, octaves=1)
    shade = shade - 0.06 * (speck > 2.2) + 0.04 * (speck < -2.3)
    out: Array = np.clip(np.array((1.0, 0.985, 0.955), np.float32) * (tone + shade)[..., None], 0, 1).astype(
        np.float32
    )
    return out


def plaster(
    height: int, width: int, seed: int, colour: tuple[float, float, float] = (0.80, 0.78, 0.73)
) -> Array:
    """Return a painted wall."""
    shade = 0.012 * noise(height, width, 240, seed) + 0.006 * noise(height, width, 5, seed + 1, octaves=2)
    out: Array = np.clip(np.array(colour, np.float32) * (1 + shade[..., None]), 0, 1).astype(np.float32)
    return out


def panel(origin: Array, across: Array, down: Array, rows: int, columns: int) -> Array:
    """Return a flat surface: its top left corner, its way to the right and its way down."""
    v, u = np.mgrid[0 : 1 : rows * 1j, 0 : 1 : columns * 1j].astype(np.float32)
    out: Array = (origin + u[..., None] * across + v[..., None] * down).astype(np.float32)
    return out


def box_faces(width: float, height: float, depth: float, fine: float) -> dict[str, Array]:
    """Return the six faces of a box that stands on the floor around the origin; `fine` samples a unit."""
    x, z = width / 2, depth / 2

    def face(origin: Array, across: Array, down: Array) -> Array:
        rows, columns = int(float(np.abs(down).sum()) * fine), int(float(np.abs(across).sum()) * fine)
        return panel(origin, across, down, rows, columns)

    return {
        "front": face(vector(-x, height, z), vector(width, 0, 0), vector(0, -height, 0)),
        "right": face(vector(x, height, z), vector(0, 0, -depth), vector(0, -height, 0)),
        "back": face(vector(x, height, -z), vector(-width, 0, 0), vector(0, -height, 0)),
        "left": face(vector(-x, height, -z), vector(0, 0, depth), vector(0, -height, 0)),
        "top": face(vector(-x, height, -z), vector(width, 0, 0), vector(0, 0, depth)),
        "bottom": face(vector(-x, 0, z), vector(width, 0, 0), vector(0, 0, -depth)),
    }


def code128(text: str, height: int, scale: int) -> Image.Image:
    """Return a Code 128 of whole pixels a module."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(symbol, scale=scale))).convert("L")
    return bars.resize((bars.width, height), Image.Resampling.NEAREST)


def ups_label(tracking: str) -> Image.Image:
    """Return a label of 4 x 6 inches at 203 dpi, as a thermal printer makes it."""
    label = Image.new("L", (812, 1218), 255)
    d = ImageDraw.Draw(label)
    d.multiline_text(
        (28, 22),
        "HARBOR HOME GOODS LLC\n+1 206 555 0142\n1200 PINE STREET\nSEATTLE WA 98101",
        font=font(21, "Regular"),
        fill=0,
        spacing=3,
    )
    d.text((560, 22), "31.1 LBS", font=font(30), fill=0)
    d.text((700, 22), "1 OF 1", font=font(30), fill=0)
    d.text((560, 62), "24x16x16 IN", font=font(22, "Regular"), fill=0)
    d.text((28, 150), "SHIP", font=font(26), fill=0)
    d.text((28, 180), "  TO:", font=font(26), fill=0)
    d.multiline_text(
        (110, 148),
        "MARA WHITLOCK\nJUNIPER LANE COFFEE BAR\n2217 MARIGOLD STREET",
        font=font(30, "Regular"),
        fill=0,
        spacing=5,
    )
    d.text((110, 262), "DENVER CO 80205", font=font(42), fill=0)
    d.line((0, 330, 812, 330), fill=0, width=5)
    d.line((250, 330, 250, 560), fill=0, width=3)
    rng = np.random.default_rng(9)
    for row in range(19):  # a round symbol of dots, such as sorters read; it says nothing
        for column in range(17):
            x, y = 38 + column * 11 + (row % 2) * 5, 348 + row * 10
            if (x - 130) ** 2 + (y - 440) ** 2 < 900:
                continue
            if rng.random() < 0.5:
                d.ellipse((x, y, x + 9, y + 9), fill=0)
    for r in (26, 16, 6):
        d.ellipse((130 - r, 440 - r, 130 + r, 440 + r), outline=0, width=5)
    d.text((280, 342), "CO 802 9-41", font=font(66), fill=0)
    label.paste(code128("42080205", 118, 3), (290, 432))
    d.line((0, 560, 812, 560), fill=0, width=9)
    d.text((28, 574), "UPS GROUND", font=font(62), fill=0)
    d.text((28, 652), f"TRACKING #: {' '.join((tracking[:2], tracking[2:5], tracking[5:8], tracking[8:10], tracking[10:14], tracking[14:]))}",
           font=font(32, "Regular"), fill=0)  # fmt: skip
    d.line((0, 700, 812, 700), fill=0, width=4)
    bars = code128(tracking, 270, 3)
    label.paste(bars, ((812 - bars.width) // 2, 722))
    d.line((0, 1010, 812, 1010), fill=0, width=9)
    d.multiline_text(
        (28, 1026),
        "BILLING: P/P\nDESC: TABLEWARE, CERAMIC\nREF 1: ORDER 20931\nREF 2: HH-SO-20931",
        font=font(27, "Regular"),
        fill=0,
        spacing=6,
    )
    d.text((560, 1172), "09/04/2026  v26.8", font=font(20, "Regular"), fill=0)
    d.rectangle((690, 572, 780, 650), fill=0)
    return label
