"""The photos, the label and the scan of `crushed-parcel`."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from camera import Array, Lens, Photo, Scene, creases, noise, smooth, vector
from crockery import TEAL, Part, bubbles, cast, paper, resting, shard, show, turned, vessel
from crushed_parcel import TRACKING
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from stuff import (
    box_faces,
    cardboard,
    concrete,
    font,
    panel,
    pasted,
    plaster,
    printed,
    taped,
    ups_label,
    wood,
)

WIDTH, HEIGHT, DEPTH = 2.4, 1.6, 1.6
CORNER = vector(WIDTH / 2, HEIGHT, DEPTH / 2)


def crushed(points: Array) -> Array:
    """Crush the box's upper right front corner, push its right side in and let the rest bulge."""
    p = points
    near = smooth(1.25 - np.sqrt((((p - CORNER) / vector(1.15, 1.0, 1.0)) ** 2).sum(-1)))
    folds = creases(p, 3.0, 3, waves=5)
    p = (
        p
        + near[..., None] * vector(-0.34, -0.52, -0.26)
        + (near * folds)[..., None] * vector(0.075, 0.06, 0.07)
    )
    dent = smooth(
        1 - np.sqrt((((points - vector(WIDTH / 2, 0.62, -0.25)) / vector(0.5, 0.62, 0.62)) ** 2).sum(-1))
    )
    p = (
        p
        + dent[..., None] * vector(-0.2, 0, 0)
        + (dent * creases(points, 3.2, 8, waves=4))[..., None] * vector(0.05, 0, 0)
    )
    sag = np.sin(np.clip(points[..., 1] / HEIGHT, 0, 1) * np.pi) * 0.03
    p = p + np.stack((np.zeros_like(sag), np.zeros_like(sag), sag * points[..., 2] / (DEPTH / 2)), -1)
    return (p + 0.006 * creases(points, 2.0, 12)[..., None]).astype(np.float32)


def _marks(d: ImageDraw.ImageDraw, width: int, height: int) -> None:
    d.text(
        (int(width * 0.055), int(height * 0.80)),
        "HARBOR HOME GOODS",
        font=font(int(height * 0.062)),
        fill=255,
    )
    x, y, s = int(width * 0.06), int(height * 0.08), int(height * 0.2)
    d.rectangle((x, y, x + s, y + s), outline=255, width=6)
    d.polygon(
        [
            (x + s * 0.22, y + s * 0.2),
            (x + s * 0.78, y + s * 0.2),
            (x + s * 0.6, y + s * 0.55),
            (x + s * 0.4, y + s * 0.55),
        ],
        fill=255,
    )
    d.rectangle((x + s * 0.46, y + s * 0.55, x + s * 0.54, y + s * 0.8), fill=255)
    d.rectangle((x + s * 0.3, y + s * 0.8, x + s * 0.7, y + s * 0.86), fill=255)
    x += int(s * 1.2)
    d.rectangle((x, y, x + s, y + s), outline=255, width=6)
    for k in (0.3, 0.7):
        d.polygon(
            [
                (x + s * k, y + s * 0.15),
                (x + s * (k - 0.16), y + s * 0.42),
                (x + s * (k + 0.16), y + s * 0.42),
            ],
            fill=255,
        )
        d.rectangle((x + s * (k - 0.06), y + s * 0.42, x + s * (k + 0.06), y + s * 0.8), fill=255)
    d.text((int(width * 0.06), int(height * 0.34)), "FRAGILE", font=font(int(height * 0.13)), fill=255)


def _certificate(d: ImageDraw.ImageDraw, x: int, y: int, r: int) -> None:
    for k in (1.0, 0.945):
        d.ellipse((x - r * k, y - r * k, x + r * k, y + r * k), outline=255, width=max(2, int(r * 0.02)))
    for k in (-0.28, 0.44):
        d.line((x - r * 0.84, y + r * k, x + r * 0.84, y + r * k), fill=255, width=max(1, int(r * 0.012)))
    for words, dy, size, weight in (
        ("BOX CERTIFICATE", -0.80, 0.12, "Bold"), ("THIS DOUBLE WALL BOX MEETS ALL", -0.58, 0.07, "Bold"),
        ("CONSTRUCTION REQUIREMENTS OF", -0.48, 0.07, "Bold"), ("APPLICABLE FREIGHT CLASSIFICATION", -0.38, 0.07, "Bold"),
        ("EDGE CRUSH TEST", -0.22, 0.105, "Bold"), ("48 LBS PER IN", -0.08, 0.16, "Black"), ("SIZE LIMIT  85 INCHES", 0.16, 0.09, "Bold"),
        ("GROSS WT LT  80 LBS", 0.29, 0.09, "Bold"), ("CASCADIA CORRUGATED CO.", 0.52, 0.085, "Bold"), ("TACOMA WA", 0.66, 0.075, "Bold"),
    ):  # fmt: skip
        d.text((x, y + r * dy), words, font=font(max(8, int(r * size)), weight), fill=255, anchor="ma")


def _skins(faces: dict[str, Array]) -> dict[str, Array]:
    label = ups_label(TRACKING)
    out = {}
    for n, (name, points) in enumerate(faces.items()):
        board = cardboard(points.shape[0], points.shape[1], 20 + n)
        tall, wide = board.shape[:2]
        if name in {"front", "back"}:
            board = printed(board, lambda d, w=wide, h=tall: _marks(d, w, h))
        if name == "front":
            board = pasted(board, label, 0.52, 0.06, 0.36, turn=1.5)
        if name == "bottom":
            board = printed(
                board, lambda d, w=wide, h=tall: _certificate(d, int(w * 0.22), int(h * 0.76), int(h * 0.17))
            )
        if name in {"top", "bottom"}:
            board = taped(board, width=0.13)
        if name in {"left", "right"}:
            strip = np.zeros(board.shape[:2], np.float32)
            strip[: int(tall * 0.16), int(wide * 0.435) : int(wide * 0.565)] = 0.5
            board = board * (1 - strip[..., None]) + strip[..., None] * np.array(
                (0.80, 0.655, 0.45), np.float32
            )
        out[name] = board
    return out


def _box(*, turn: float = 0.0, over: bool = False, fine: float = 430) -> list[Part]:
    """Return the crushed box, turned on the floor by degrees, or upside down."""
    faces = box_faces(WIDTH, HEIGHT, DEPTH, fine)
    skins = _skins(faces)
    spin, flip = turned(y=turn), turned(x=180)
    out = []
    for name, points in faces.items():
        skin = _torn(points, skins[name]) if name == "top" else skins[name]
        part = Part(crushed(points), skin, None, 0.10 if name == "top" else 0.03)
        out.append(part.placed(flip, vector(0, HEIGHT, 0)) if over else part)
    if not over:
        flap, there = _flap(fine)
        out.append(Part(flap, cardboard(flap.shape[0], flap.shape[1], 60) * np.float32(1.05), there))
    return [p.placed(spin, vector(0, 0, 0)) for p in out]


def _torn(points: Array, skin: Array) -> Array:
    """Show the dark gap where the lid is torn open."""
    x, z = points[..., 0], points[..., 2]
    ragged = 0.045 * creases(points, 9.0, 31)
    gap = smooth((0.12 - np.abs(z - 0.06 + ragged) - 0.16 * (WIDTH / 2 - x)) * 14) * (x > 0.05)
    return (skin * (1 - 0.9 * gap[..., None]) + 0.03 * gap[..., None]).astype(np.float32)


def _flap(fine: float) -> tuple[Array, NDArray[np.bool_]]:
    """Return the torn part of the lid, bent up from the crushed corner, and where there is board at all."""
    v, u = np.mgrid[0 : 1 : int(fine * 0.7) * 1j, 0 : 1 : int(fine * 0.95) * 1j].astype(np.float32)
    bend = 0.5 + v * 0.9 - 0.55 * smooth((v - 0.45) * 9) * (0.4 + u)
    x = 0.16 + u * 0.9 - 0.08 * v
    y = HEIGHT - 0.06 - 0.34 * smooth(u) * smooth(u) + 0.52 * np.sin(bend) * v
    z = 0.02 + 0.5 * np.cos(bend) * v - 0.16 * u
    points = np.stack((x, y, z), -1).astype(np.float32)
    points = (points + 0.006 * creases(points, 3, 41)[..., None]).astype(np.float32)
    ragged = 0.86 + 0.09 * creases(np.stack((u * 3, u * 0, u * 0), -1), 5, 43)
    return points, (v < ragged) & (u > 0.10 * v) & (u < 1 - 0.16 * v)


def outer_box(lens: Lens) -> Image.Image:
    """Take the box on the porch."""
    scene = Scene(vector(2.5, 2.75, 5.6), vector(0.15, 0.68, 0), view=40, seed=1, lens=lens)
    parts = cast(scene, _box(turn=-8))
    scene.ground(concrete(1024, 1024, 3), tile=5, wall=_siding(), wall_at=-2.2, wall_tile=4)
    show(scene, parts)
    return scene.picture()


def _siding() -> Array:
    wall = plaster(1024, 1024, 7, (0.60, 0.66, 0.70))
    rows = np.arange(1024) * 9 / 1024
    return (wall * (0.80 + 0.25 * (rows - np.floor(rows)))[:, None, None].astype(np.float32)).astype(
        np.float32
    )


def all_sides(lens: Lens, which: int) -> Image.Image:
    """Take three sides of the box: top, front and right, or bottom, back and left."""
    scene = Scene(vector(3.6, 3.7, 4.7) if which == 1 else vector(-3.3, 3.5, 4.9), vector(0, 0.55, 0), view=36, seed=which + 1,
                  lamp=vector(0.35, 1, 0.75) if which == 1 else vector(-0.3, 1, 0.8), lens=lens)  # fmt: skip
    parts = cast(scene, _box(turn=2 if which == 1 else 4, over=which == 2))
    scene.ground(wood(1024, 1024, 11, planks=7), tile=5, wall=plaster(512, 512, 8), wall_at=-3.0)
    show(scene, parts)
    return scene.picture()


def label_close_up(lens: Lens) -> Image.Image:
    """Take the label from near: its number and bars can be read."""
    scene = Scene(
        vector(0.05, 0.9, 3.3), vector(0, 0.86, 0), view=32, seed=5, lamp=vector(-0.4, 0.7, 1), lens=lens
    )
    board = pasted(cardboard(1500, 2000, 21), ups_label(TRACKING), 0.26, -0.012, 0.5, turn=1.2)
    points = panel(vector(-1.2, 1.7, 0), vector(2.4, 0, 0), vector(0, -1.8, 0), 1500, 2000)
    corner = smooth(1 - np.sqrt((((points - vector(1.25, 1.75, 0)) / vector(0.85, 0.8, 1)) ** 2).sum(-1)))
    points[..., 2] += 0.008 * noise(1500, 2000, 500, 3) - corner * (0.25 + 0.07 * creases(points, 5, 4))
    scene.surface(points, board, gloss=0.05, sharp=10)
    return scene.picture()


def certificate(lens: Lens) -> Image.Image:
    """Take the box manufacturer's certificate from near."""
    scene = Scene(
        vector(0.1, 0.78, 3.2), vector(0.05, 0.8, 0), view=32, seed=6, lamp=vector(0.5, 0.8, 1), lens=lens
    )
    board = taped(cardboard(1500, 2000, 25, upright=False), centre=0.03, width=0.16)
    board = printed(board, lambda d: _certificate(d, 1010, 770, 500))
    points = panel(vector(-1.2, 1.7, 0), vector(2.4, 0, 0), vector(0, -1.8, 0), 1500, 2000)
    points[..., 2] += 0.009 * noise(1500, 2000, 420, 13)
    scene.surface(points, board, gloss=0.04, sharp=12)
    return scene.picture()


def _mug(seed: int, cut: tuple[float, float, float] | None = None, *, fine: int = 300) -> list[Part]:
    return vessel((0.36, 0.42, 0.92), wall=0.05, fine=fine, seed=seed, colour=TEAL, cut=cut)


def _at(parts: list[Part], turn: Array, place: Array) -> list[Part]:
    return [p.placed(turn, place) for p in parts]


def _pieces(
    spots: tuple[tuple[float, float, float, float], ...],
    seed: int,
    colour: Array,
    *,
    fine: int = 150,
    level: float = 0.0,
) -> list[Part]:
    """Return shards at places on the floor: x, z, size, turn."""
    out: list[Part] = []
    for n, (x, z, size, spin) in enumerate(spots):
        out += _at(shard(0.42, size, fine, seed + 11 * n, colour), turned(y=spin), vector(x, level, z))
    return out


def damaged_mug(lens: Lens) -> Image.Image:
    """Take one of the broken mugs with its pieces."""
    scene = Scene(
        vector(0.35, 1.55, 2.75),
        vector(0.1, 0.36, 0.05),
        view=38,
        seed=7,
        lamp=vector(-0.7, 1, 0.35),
        lens=lens,
    )
    parts = _at(_mug(3, (0.22, 0.23, 0.66), fine=420), turned(y=-25), vector(-0.25, 0, -0.1))
    parts += _pieces(((0.45, 0.42, 0.2, 30), (0.72, 0.05, 0.15, 110), (0.12, 0.62, 0.12, 200), (-0.5, 0.62, 0.17, 290), (0.86, 0.52, 0.09, 10),
                      (0.34, 0.78, 0.06, 70), (-0.14, 0.84, 0.05, 140), (0.62, 0.72, 0.045, 33), (-0.75, 0.36, 0.07, 95)), 50, TEAL)  # fmt: skip
    cast(scene, parts)
    scene.ground(
        wood(1024, 1024, 15, planks=4, colour=(0.66, 0.52, 0.38)),
        tile=3,
        wall=plaster(512, 512, 9, (0.86, 0.85, 0.82)),
        wall_at=-2.4,
    )
    show(scene, parts)
    return scene.picture()


def broken_set(lens: Lens) -> Image.Image:
    """Take a broken pour-over set: the dripper on its server, both in pieces."""
    scene = Scene(
        vector(-0.4, 1.9, 3.3), vector(0.1, 0.45, 0), view=38, seed=8, lamp=vector(0.6, 1, 0.4), lens=lens
    )
    white = np.array((0.90, 0.885, 0.85), np.float32)
    server = vessel(
        (0.42, 0.34, 1.0), wall=0.045, fine=380, seed=13, colour=white, cut=(0.2, 0.2, 0.8), inside=white
    )
    dripper = vessel(
        (0.16, 0.5, 0.62),
        wall=0.045,
        fine=320,
        seed=17,
        colour=white,
        cut=(0.74, 0.2, 0.72),
        handle=False,
        curve=1.0,
        inside=white,
    )
    parts = _at(server, turned(y=-70), vector(-0.55, 0, -0.25))
    parts += _at(resting(_at(dripper, turned(x=74, y=-38), vector(0, 0, 0))), turned(), vector(0.62, 0, 0.1))
    parts += _pieces(((-0.2, 0.62, 0.2, 15), (0.35, 0.72, 0.13, 110), (-0.7, 0.66, 0.13, 210), (0.05, 0.9, 0.07, 40), (0.95, 0.62, 0.16, 260),
                      (0.62, 0.95, 0.05, 80), (-0.42, 0.98, 0.06, 190), (1.2, 0.15, 0.1, 300)), 90, white)  # fmt: skip
    cast(scene, parts)
    scene.ground(
        concrete(1024, 1024, 31, tone=0.5),
        tile=4,
        wall=plaster(512, 512, 10, (0.72, 0.74, 0.70)),
        wall_at=-2.2,
    )
    show(scene, parts)
    return scene.picture()


def in_the_box(lens: Lens) -> Image.Image:
    """Take the goods as they lay in the opened box, with all the cushioning."""
    scene = Scene(
        vector(0.35, 5.6, 2.5),
        vector(0.05, 0.9, 0.12),
        view=34,
        seed=9,
        lamp=vector(-0.25, 1, 0.3),
        ambient=0.58,
        lens=lens,
    )
    parts = []
    for n, (name, points) in enumerate(box_faces(WIDTH, HEIGHT, DEPTH, 480).items()):
        if name in {"top", "bottom"}:
            continue
        board = cardboard(points.shape[0], points.shape[1], 120 + n)
        parts.append(
            Part(crushed(points), board, shaded=np.clip(0.30 + 0.62 * points[..., 1] / HEIGHT, 0, 1))
        )
    parts += _open_flaps()
    bed = paper(WIDTH * 1.02, DEPTH * 1.02, 560, 71, height=0.26, scale=3.0)
    near_wall = np.minimum(WIDTH / 2 - np.abs(bed.points[..., 0]), DEPTH / 2 - np.abs(bed.points[..., 2]))
    bed.shaded = bed.shaded * np.clip(0.5 + near_wall * 1.4, 0.5, 1) if bed.shaded is not None else None
    bed.points = crushed((bed.points + vector(0, 0.78, 0)).astype(np.float32))
    parts.append(bed)
    parts += _at(_small(_mug(3, (0.22, 0.25, 0.7))), turned(x=68, y=35), vector(-0.78, 0.86, -0.12))
    parts += _at(_small(_mug(23, (0.7, 0.2, 0.6))), turned(x=-66, y=-28), vector(-0.16, 0.92, 0.52))
    parts += _at(_small(_mug(43, (0.55, 0.16, 0.5))), turned(x=22, y=80, z=10), vector(-0.2, 0.74, -0.34))
    parts += _retail_box(vector(0.52, 0.66, -0.18))
    parts += _pieces(((0.3, 0.5, 0.15, 30), (0.14, 0.2, 0.12, 100), (-0.5, 0.45, 0.11, 200), (0.62, 0.56, 0.1, 300), (-0.95, 0.5, 0.1, 50),
                      (-0.45, 0.05, 0.08, 20), (0.45, 0.66, 0.06, 250)), 140, TEAL, fine=130, level=0.98)  # fmt: skip
    cast(scene, parts)
    scene.ground(wood(1024, 1024, 11, planks=7), tile=5)
    show(scene, parts)
    return scene.picture()


def _small(parts: list[Part]) -> list[Part]:
    return [p.placed(turned() * np.float32(0.8), vector(0, 0, 0)) for p in parts]


def _open_flaps() -> list[Part]:
    x, z, h = WIDTH / 2, DEPTH / 2, HEIGHT
    flaps = ((vector(-x, h, -z), vector(WIDTH, 0, 0), vector(0, 0.28, -0.72)), (vector(x, h, z), vector(-WIDTH, 0, 0), vector(0, -0.32, 0.7)),
             (vector(-x, h, z), vector(0, 0, -DEPTH), vector(-0.74, 0.12, 0)), (vector(x, h, -z), vector(0, 0, DEPTH), vector(0.7, -0.2, 0)))  # fmt: skip
    out = []
    for n, (origin, across, down) in enumerate(flaps):
        points = panel(origin, across, down, 420, 1250 if n < 2 else 850)
        board = cardboard(points.shape[0], points.shape[1], 160 + n)
        if n < 2:
            board = taped(board, centre=0.99, width=0.2)
        out.append(Part(crushed(points), board))
    return out


def _retail_box(at: Array) -> list[Part]:
    out = []
    for n, (name, points) in enumerate(box_faces(0.72, 0.55, 0.80, 420).items()):
        skin = cardboard(
            points.shape[0], points.shape[1], 180 + n, colour=np.array((0.16, 0.30, 0.34), np.float32)
        )
        if name in {"top", "front"}:
            skin = printed(skin, _retail_print, ink=(0.93, 0.90, 0.82), strength=0.95)
        folds = creases(points, 5, 9)
        squeezed = points + (
            smooth(1 - np.sqrt(((points - vector(0.36, 0.55, 0.40)) ** 2).sum(-1)) / 0.7) * (0.5 + folds)
        )[..., None] * vector(-0.07, -0.10, -0.07)
        out.append(
            Part(squeezed.astype(np.float32), skin, None, 0.12, 30).placed(turned(x=8, y=-14, z=-7), at)
        )
    return out


def _retail_print(d: ImageDraw.ImageDraw) -> None:
    d.text((20, 30), "POUR-OVER SET", font=font(27), fill=255)
    d.text((20, 66), "ceramic dripper and server", font=font(15, "Regular"), fill=255)
    d.polygon([(75, 110), (185, 110), (145, 170), (115, 170)], outline=255, width=4)
    d.rectangle((108, 170, 152, 192), outline=255, width=4)


def inner_packing(lens: Lens) -> Image.Image:
    """Take what was between the goods and the box: paper, bubble wrap, the divider with its cells."""
    scene = Scene(
        vector(-0.3, 3.1, 3.6),
        vector(0.02, 0.1, 0.05),
        view=38,
        seed=10,
        lamp=vector(-0.6, 1, 0.25),
        lens=lens,
    )
    heap = paper(1.75, 1.45, 560, 75, height=0.20, scale=2.2)
    second = paper(1.25, 1.15, 560, 85, height=0.24, scale=2.8)
    for p in (heap, second):
        p.points[..., 1] += 0.14
    sheet = bubbles(1.4, 1.15, 620, 25, pitch=0.075)
    sheet.points[..., 1] += 0.08 + 0.24 * smooth((sheet.points[..., 0] - 0.25) * 1.5) * np.sin(
        sheet.points[..., 2] * 2 + 1
    )
    parts = [
        heap.placed(turned(y=14), vector(-0.86, 0, 0.3)),
        second.placed(turned(y=-28), vector(-0.75, 0.17, 0.05)),
        sheet.placed(turned(y=-18), vector(0.72, 0.03, 0.62)),
    ]
    parts += _divider(vector(0.62, 0, -0.75))
    parts += _at(_pieces(((0, 0, 0.09, 20),), 210, TEAL, fine=100), turned(), vector(-0.1, 0.0, 1.12))
    cast(scene, parts)
    scene.ground(wood(1024, 1024, 11, planks=7), tile=5)
    show(scene, parts)
    return scene.picture()


def _divider(at: Array) -> list[Part]:
    """Return the crossed boards that make a cell for every mug, pushed over at one corner."""
    out = []
    for k in range(4):
        out.append(
            panel(vector(-0.75, 0.48, -0.42 + 0.28 * k), vector(1.5, 0, 0), vector(0, -0.48, 0), 190, 560)
        )
        out.append(
            panel(vector(-0.54 + 0.36 * k, 0.48, -0.6), vector(0, 0, 1.2), vector(0, -0.48, 0), 190, 450)
        )
    parts = []
    for n, points in enumerate(out):
        lean = smooth(
            1 - np.sqrt((((points - vector(0.75, 0.5, 0.5)) / vector(0.75, 0.6, 0.7)) ** 2).sum(-1))
        )
        pushed = points + (lean * (1 + 0.35 * creases(points, 4, 5)))[..., None] * vector(-0.2, -0.26, -0.08)
        deep = np.clip(0.55 + points[..., 1], 0, 1)
        parts.append(
            Part(
                pushed.astype(np.float32),
                cardboard(*points.shape[:2], 220 + n) * np.float32(1.04),
                shaded=deep,
            ).placed(turned(y=10), at)
        )
    return parts


def proof_of_delivery(path: Path) -> None:
    """Write the scan: a page that is a picture, slightly turned, without any text."""
    page = Image.new("L", (1275, 1650), 252)
    d = ImageDraw.Draw(page)
    d.text((110, 100), "UPS", font=font(74, "Black"), fill=35)
    d.text((330, 112), "PROOF OF DELIVERY", font=font(56), fill=25)
    d.line((110, 205, 1165, 205), fill=40, width=4)
    at = 240
    for label, value in (("Tracking number", TRACKING), ("Service", "UPS Ground"), ("Shipped", "09/04/2026"), ("Delivered", "09/10/2026  2:17 P.M."),
                         ("Delivered to", "JUNIPER LANE COFFEE BAR"), ("", "2217 MARIGOLD STREET, DENVER CO 80205"), ("Left at", "FRONT DOOR, IN PERSON"),
                         ("Received by", "M WHITLOCK"), ("Packages", "1 OF 1"), ("Weight", "31.1 LBS"), ("Reference", "ORDER 20931")):  # fmt: skip
        d.text((110, at), label, font=font(28, "Regular"), fill=90)
        d.text((420, at), value, font=font(32), fill=30)
        at += 58
    d.rectangle((110, 920, 1165, 1130), outline=50, width=3)
    d.text((124, 930), "EXCEPTIONS NOTED AT DELIVERY", font=font(22), fill=80)
    note = Image.new("L", (1000, 130))
    ImageDraw.Draw(note).multiline_text(
        (10, 2), "CRUSHED - corner open,\ncontents rattle", font=font(52, "MediumItalic"), fill=255, spacing=6
    )
    note = note.rotate(2.2, Image.Resampling.BICUBIC)
    page.paste(55, (140, 974), note)
    d.rectangle((110, 1165, 1165, 1370), outline=50, width=3)
    d.text((124, 1175), "RECIPIENT'S SIGNATURE", font=font(22), fill=80)
    t = np.linspace(0, 1, 240)
    x = 220 + 560 * t + 26 * np.sin(t * 61)
    y = 1290 - 46 * np.sin(t * 47) * (1 - 0.6 * t) - 26 * np.cos(t * 19) - 20 * t
    d.line([(float(a), float(b)) for a, b in zip(x, y, strict=True)], fill=50, width=5, joint="curve")
    d.text(
        (110, 1420),
        "This record was made on a driver's handheld and printed at Denver, CO on 09/14/2026.",
        font=font(22, "Regular"),
        fill=90,
    )
    turned_page = page.rotate(1.3, Image.Resampling.BICUBIC, fillcolor=247).filter(
        ImageFilter.GaussianBlur(0.8)
    )
    tone = (
        np.asarray(turned_page, np.float32)
        + 3.2 * noise(1650, 1275, 2, 91, octaves=1)
        - 5 * np.clip(noise(1650, 1275, 700, 92), 0, 3)
    )
    tone[:, :14] -= np.linspace(70, 0, 14)[None, :]
    scanned = io.BytesIO()
    Image.fromarray(np.clip(tone, 0, 255).astype(np.uint8)).save(scanned, "JPEG", quality=60)
    scanned.seek(0)
    canvas = Canvas(str(path), pagesize=LETTER, invariant=1)
    canvas.setTitle("Scan")
    canvas.drawImage(ImageReader(scanned), 0, 0, *LETTER)
    canvas.showPage()
    canvas.save()


def flat_pictures(folder: Path) -> None:
    """Write label and scan."""
    ups_label(TRACKING).save(folder / "UPS label.png", dpi=(203, 203))
    proof_of_delivery(folder / "scan0007.pdf")


def _photo(name: str, draw: Callable[[Lens], Image.Image], time: str, orientation: int = 1) -> Photo:
    return Photo(name, draw, f"2026:09:10 {time}", ("Apple", "iPhone 14"), orientation)


PHOTOS = (
    _photo("IMG_4006 item in original box with packing.jpg", in_the_box, "14:31:52"),
    _photo("IMG_4000.HEIC", outer_box, "14:21:08"),
    _photo("IMG_4001 box all sides 1.jpg", partial(all_sides, which=1), "14:24:31"),
    _photo("IMG_4002 box all sides 2.jpg", partial(all_sides, which=2), "14:25:02", 6),
    _photo("IMG_4003 label close-up.jpg", label_close_up, "14:26:40"),
    _photo("IMG_4005 box certificate.jpg", certificate, "14:27:15"),
    _photo("IMG_4009 inner packing material.jpg", inner_packing, "14:44:03"),
    _photo("IMG_4012 damaged mug close-up.jpg", damaged_mug, "14:51:37"),
    _photo("IMG_4013 broken pour-over set.jpg", broken_set, "14:53:20"),
)
