"""The photos of `wet-container`: the container, its seal, the hole, wet cartons and what was in them."""

from dataclasses import replace

import numpy as np
from camera import Array, Lens, Photo, Scene, blurred, creases, noise, smooth, vector
from crockery import Part, cast, show, turned
from PIL import Image, ImageDraw
from stuff import box_faces, cardboard, concrete, font, panel, plaster, printed, taped
from wet_container import CONTAINER, SEAL

PAINT = np.array((0.13, 0.31, 0.40), np.float32)
RUST = np.array((0.36, 0.19, 0.10), np.float32)
WARDEN = ("samsung", "SM-S921U")
SURVEYOR = ("Canon", "Canon PowerShot G7 X")


def painted(height: int, width: int, seed: int, *, rusty: float = 1.0, colour: Array = PAINT) -> Array:
    """Return sheet steel that has been at sea."""
    tone = colour * (
        1
        + 0.05 * noise(height, width, 260, seed)[..., None]
        + 0.015 * noise(height, width, 5, seed + 1)[..., None]
    )
    runs = np.repeat(noise(max(2, height // 20), width, 9, seed + 2, octaves=2), 20, axis=0)
    runs = np.pad(runs, ((0, max(0, height - runs.shape[0])), (0, 0)), mode="edge")[:height]
    spots = smooth((noise(height, width, 90, seed + 3) - 1.75 / max(rusty, 0.2)) * 1.6)
    cover = np.clip(spots + 0.25 * rusty * smooth((runs - 1.1) * 0.9), 0, 0.9)[..., None]
    scratch = (noise(height, width, 34, seed + 4, octaves=2) > 2.7)[..., None] * 0.12
    return np.clip(tone * (1 - cover) + RUST * cover + scratch, 0, 1).astype(np.float32)


def rod(start: Array, end: Array, radius: float, fine: float, colour: Array, seed: int = 1) -> Part:
    """Return a round bar from one place to another."""
    way = end - start
    length = float(np.sqrt((way**2).sum()))
    axis = way / length
    aside = np.cross(axis, vector(0.3, 0.5, 0.8))
    aside = (aside / np.sqrt((aside**2).sum())).astype(np.float32)
    third = np.cross(axis, aside).astype(np.float32)
    around = max(40, int(2 * np.pi * radius * fine))
    v, a = np.mgrid[0 : 1 : max(8, int(length * fine)) * 1j, 0 : 2 * np.pi : around * 1j].astype(np.float32)
    points = (
        start + v[..., None] * way + radius * (np.cos(a)[..., None] * aside + np.sin(a)[..., None] * third)
    )
    skin = np.clip(colour * (1 + 0.06 * noise(*v.shape, 20, seed)[..., None]), 0, 1)
    return Part(points.astype(np.float32), skin.astype(np.float32), None, 0.25, 25)


def block(
    at: Array, size: tuple[float, float, float], fine: float, colour: Array, seed: int = 1
) -> list[Part]:
    """Return a solid block of steel that stands at a place."""
    return [
        Part(
            (points + at).astype(np.float32),
            painted(points.shape[0], points.shape[1], seed + n, rusty=0.6, colour=colour),
            None,
            0.12,
        )
        for n, points in enumerate(box_faces(*size, fine).values())
    ]


def _number(d: ImageDraw.ImageDraw, x: int, y: int, size: int) -> None:
    words = f"{CONTAINER[:4]} {CONTAINER[4:10]}"
    d.text((x, y), words, font=font(size), fill=255)
    wide = int(d.textlength(words, font=font(size)))
    d.text((x + wide + size // 2, y), CONTAINER[10], font=font(size), fill=255)
    d.rectangle(
        (x + wide + size // 3, y + size // 12, x + wide + int(size * 1.22), y + int(size * 1.15)),
        outline=255,
        width=max(3, size // 16),
    )


def _right_leaf(d: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _number(d, int(width * 0.285), int(height * 0.06), int(width * 0.066))
    d.text((int(width * 0.66), int(height * 0.105)), "42G1", font=font(int(width * 0.066)), fill=255)
    at = height * 0.17
    for left, kilo, pound in (("MAX. GROSS", "30,480 KG", "67,200 LB"), ("TARE", "3,740 KG", "8,250 LB"), ("NET", "26,740 KG", "58,950 LB"),
                              ("CU. CAP.", "67.7 CU.M", "2,390 CU.FT")):  # fmt: skip
        d.text((width * 0.285, at), left, font=font(int(width * 0.042)), fill=255)
        d.text((width * 0.82, at), kilo, font=font(int(width * 0.042)), fill=255, anchor="ra")
        d.text(
            (width * 0.82, at + width * 0.048), pound, font=font(int(width * 0.042)), fill=255, anchor="ra"
        )
        at += width * 0.112


def _left_leaf(d: ImageDraw.ImageDraw, width: int, height: int) -> None:
    d.text(
        (width * 0.5, height * 0.10), "NORTH", font=font(int(width * 0.19), "Black"), fill=255, anchor="ma"
    )
    d.text(
        (width * 0.5, height * 0.175),
        "VALE LINE",
        font=font(int(width * 0.15), "Black"),
        fill=255,
        anchor="ma",
    )
    d.polygon(
        [
            (width * 0.28, height * 0.30),
            (width * 0.5, height * 0.255),
            (width * 0.72, height * 0.30),
            (width * 0.5, height * 0.285),
        ],
        fill=255,
    )


def _leaf(left: float, seed: int, *, right: bool) -> Part:
    wide, tall, fine = 1.13, 2.36, 560
    points = panel(
        vector(left, 2.5, 0), vector(wide, 0, 0), vector(0, -tall, 0), int(tall * fine), int(wide * fine)
    )
    y = (2.5 - points[..., 1]) / tall
    x = (points[..., 0] - left) / wide
    band = np.abs((y * 5) % 1 - 0.5) * 2
    inside = smooth(np.minimum(x - 0.05, 0.95 - x) * 30) * smooth(np.minimum(y - 0.03, 0.97 - y) * 40)
    points[..., 2] -= 0.035 * smooth((band - 0.45) * 6) * inside
    skin = painted(points.shape[0], points.shape[1], seed)
    draw = _right_leaf if right else _left_leaf
    skin = printed(
        skin, lambda d: draw(d, skin.shape[1], skin.shape[0]), ink=(0.92, 0.93, 0.92), strength=0.93
    )
    return Part(points, skin, None, 0.12, 14)


def doors(lens: Lens) -> Image.Image:
    """Take the container's closed doors with its number and the seal in place."""
    scene = Scene(
        vector(1.15, 1.75, 5.1),
        vector(0.08, 1.33, -0.2),
        view=42,
        seed=21,
        lamp=vector(0.45, 0.85, 0.9),
        warmth=(1.0, 1.0, 1.02),
        lens=lens,
    )
    steel = np.array((0.50, 0.53, 0.55), np.float32)
    parts = [_leaf(-1.15, 31, right=False), _leaf(0.02, 47, right=True)]
    for x in (-1.22, 1.15):
        parts += block(vector(x + 0.035, 0.06, -0.05), (0.13, 2.60, 0.16), 330, PAINT * np.float32(0.9), 60)
    for y in (0.0, 2.52):
        parts += block(vector(0, y, -0.05), (2.44, 0.15, 0.18), 330, PAINT * np.float32(0.9), 64)
    parts.append(
        Part(
            panel(vector(-1.15, 2.5, -0.07), vector(2.3, 0, 0), vector(0, -2.4, 0), 700, 700),
            np.full((700, 700, 3), 0.03, np.float32),
        )
    )
    for x in (-1.02, -0.28, 0.28, 1.02):
        parts.append(rod(vector(x, 0.12, 0.09), vector(x, 2.56, 0.09), 0.024, 420, steel, 70))
        for y in (0.13, 0.85, 1.65, 2.46):
            parts += block(vector(x, y, 0.05), (0.11, 0.07, 0.09), 380, steel * np.float32(0.85), 74)
    for x, way in ((-0.28, -1), (0.28, 1)):
        parts.append(rod(vector(x, 1.12, 0.13), vector(x + 0.60 * way, 1.08, 0.13), 0.018, 420, steel, 80))
        parts += block(
            vector(x + 0.53 * way, 1.03, 0.09), (0.12, 0.14, 0.10), 380, steel * np.float32(0.9), 82
        )
    parts += _little_seal()
    side = panel(vector(1.22, 2.6, -0.1), vector(0, 0, -7), vector(0, -2.5, 0), 620, 1700)
    side[..., 0] += 0.05 * smooth(np.abs(((side[..., 2] * 3.2) % 1) - 0.5) * 5 - 0.75)
    parts.append(Part(side, painted(620, 1700, 90), None, 0.1))
    cast(scene, parts)
    scene.ground(concrete(1024, 1024, 41, tone=0.66), tile=4, wall=_yard(), wall_at=-18, wall_tile=11)
    show(scene, parts)
    return scene.picture()


def _little_seal() -> list[Part]:
    yellow = np.array((0.93, 0.74, 0.10), np.float32)
    return [
        rod(
            vector(0.82, 1.17, 0.16),
            vector(0.82, 0.92, 0.16),
            0.010,
            500,
            np.array((0.72, 0.73, 0.75), np.float32),
        ),
        rod(vector(0.82, 1.03, 0.165), vector(0.82, 0.90, 0.165), 0.030, 600, yellow),
    ]


def _yard() -> Array:
    sky = np.zeros((512, 512, 3), np.float32)
    rise = np.linspace(0, 1, 512, dtype=np.float32)[:, None, None]
    sky += (
        np.array((0.86, 0.90, 0.95), np.float32) * (1 - rise)
        + np.array((0.66, 0.78, 0.93), np.float32) * rise
    )
    rng = np.random.default_rng(4)
    for k in range(9):
        left, tall = k * 57, int(rng.integers(60, 150))
        sky[:tall, left : left + 53] = np.array(
            ((0.45, 0.30, 0.24), (0.34, 0.41, 0.46), (0.48, 0.46, 0.40)), np.float32
        )[k % 3] * rng.uniform(0.8, 1.1)
    return sky.astype(np.float32)


def seal(lens: Lens) -> Image.Image:
    """Take the bolt seal from near, its number to be read."""
    scene = Scene(
        vector(0.12, 0.1, 2.2),
        vector(0.02, 0.0, 0),
        view=38,
        seed=22,
        lamp=vector(0.5, 0.8, 0.9),
        warmth=(1.0, 1.0, 1.02),
        lens=lens,
    )
    back = panel(vector(-1.1, 1.0, -0.55), vector(2.3, 0, 0), vector(0, -1.9, 0), 1500, 1900)
    back[..., 2] -= 0.12 * smooth((np.abs(back[..., 1] + 0.1) - 0.5) * 5)
    scene.surface(back, painted(1500, 1900, 101), gloss=0.08, sharp=12)
    steel = np.array((0.52, 0.54, 0.56), np.float32)
    parts = [rod(vector(-0.95, 0.36, -0.06), vector(0.95, 0.31, -0.06), 0.085, 1050, steel, 5)]
    parts += [
        p.placed(turned(), vector(0.02, 0.18, -0.1))
        for p in block(vector(0, 0, 0), (0.62, 0.36, 0.06), 900, steel * np.float32(0.92), 8)
    ]
    parts.append(
        rod(
            vector(0.02, 0.72, 0.1),
            vector(0.02, -0.2, 0.1),
            0.036,
            900,
            np.array((0.74, 0.75, 0.77), np.float32),
            9,
        )
    )
    parts.append(
        rod(
            vector(0.02, 0.74, 0.1),
            vector(0.02, 0.62, 0.1),
            0.085,
            900,
            np.array((0.90, 0.70, 0.08), np.float32),
            10,
        )
    )
    parts += _barrel()
    show(scene, parts)
    return scene.picture()


def _barrel() -> list[Part]:
    tall, radius = 0.62, 0.17
    v, u = np.mgrid[0 : 1 : 760 * 1j, 0 : 1 : 1300 * 1j].astype(np.float32)
    angle = (u - 0.5) * 2 * np.pi
    rounded = radius * (1 - 0.25 * smooth((np.abs(v - 0.5) - 0.44) * 14))
    points = np.stack(
        (0.02 + rounded * np.sin(angle), 0.12 - v * tall, 0.1 + rounded * np.cos(angle)), -1
    ).astype(np.float32)
    skin = np.array((0.93, 0.73, 0.09), np.float32) * (1 + 0.03 * noise(760, 1300, 120, 12)[..., None])
    plate = Image.new("L", (1300, 760))
    words = Image.new("L", (680, 330))
    d = ImageDraw.Draw(words)
    d.text((340, 12), SEAL, font=font(118), fill=255, anchor="ma")
    d.text((340, 150), "NORTH VALE LINE", font=font(58), fill=255, anchor="ma")
    for k in range(60):
        if (k * 7) % 5 != 2:
            d.rectangle((70 + k * 9, 230, 70 + k * 9 + (k % 3) * 2 + 2, 310), fill=255)
    small = words.resize((370, 290))
    plate.paste(small, (465, 215))
    cover = np.asarray(plate, np.float32)[..., None] / 255 * 0.9
    skin = skin * (1 - cover) + np.array((0.08, 0.07, 0.06), np.float32) * cover
    return [Part(points, np.clip(skin, 0, 1).astype(np.float32), None, 0.35, 45)]


def hole(lens: Lens) -> Image.Image:
    """Take the hole in the roof from inside: daylight, rust, and the marks of the water below it."""
    scene = Scene(
        vector(0.35, 0.95, 2.6),
        vector(-0.25, 1.72, 0),
        view=52,
        seed=23,
        lamp=vector(0.1, -0.25, 1),
        ambient=0.42,
        lens=lens,
    )
    grey = np.array((0.42, 0.44, 0.44), np.float32)
    roof = panel(vector(-1.3, 2.35, -3.2), vector(2.6, 0, 0), vector(0, 0, 5.2), 1500, 1500)
    roof[..., 1] += 0.04 * smooth(np.abs(((roof[..., 2] * 2.3) % 1) - 0.5) * 6 - 1)
    off = np.hypot((roof[..., 0] + 0.42) / 0.20, (roof[..., 2] + 0.35) / 0.11) + 0.16 * creases(
        roof * vector(1, 0, 1), 11, 3
    )
    around = smooth(1.9 - off * 0.62)[..., None]
    skin = painted(1500, 1500, 111, rusty=0.7, colour=grey)
    skin = skin * (1 - 0.85 * around) + RUST * 0.85 * around * (
        1 + 0.25 * noise(1500, 1500, 16, 5)[..., None]
    )
    light = smooth((1.02 - off) * 8)[..., None]
    skin = skin * (1 - light) + 4.0 * light * np.array((0.95, 1.0, 1.05), np.float32)
    fall = np.clip(1.25 - 0.13 * np.hypot(roof[..., 0], roof[..., 2] - 1.6), 0.35, 1.1)
    scene.surface(
        roof,
        np.clip(skin, 0, 4).astype(np.float32),
        flat=0.75,
        shaded=np.where(light[..., 0] > 0.3, 1, fall).astype(np.float32),
    )
    for wall_x in (-1.3, 1.3):
        wall = panel(vector(wall_x, 2.4, -3.2), vector(0, 0, 5.2), vector(0, -2.6, 0), 900, 1700)
        depth = 0.05 * smooth(np.abs(((wall[..., 2] * 2.6) % 1) - 0.5) * 6 - 1)
        wall[..., 0] += depth * (-1 if wall_x > 0 else 1)
        tone = painted(900, 1700, 120, rusty=0.8, colour=grey)
        if wall_x < 0:
            tone = _runs(wall, tone)
        shade = np.clip(1.15 - 0.16 * np.abs(wall[..., 2] - 1.4), 0.35, 1.1) * np.clip(
            0.55 + 0.25 * wall[..., 1], 0, 1
        )
        scene.surface(wall, tone, flat=0.7, shaded=shade.astype(np.float32))
    show(
        scene,
        [
            replace_shade(p, 0.72)
            for p in _stack(
                tuple(
                    (x, -1.35 - 0.04 * k, float(n))
                    for n in range(4)
                    for k, x in enumerate((-0.93, -0.31, 0.31, 0.93))
                    if n < 3 or k > 1
                ),
                0.0,
                wet=(0, 1, 4, 5, 8, 9),
            )
        ],
    )
    glow = np.clip(scene.colour.max(-1) - 1.2, 0, 1)
    bloom = (
        blurred(glow.astype(np.float32), 60 * lens.size[0] / 1600) * 1.6
        + blurred(glow.astype(np.float32), 14 * lens.size[0] / 1600) * 0.5
    )
    scene.colour += bloom[..., None] * np.array((0.85, 0.95, 1.05), np.float32)
    return scene.picture(grain=0.02)


def _runs(wall: Array, tone: Array) -> Array:
    """Show where rusty salt water ran down a wall."""
    beside = np.abs(wall[..., 2] + 0.35)
    drip = np.repeat(noise(2, wall.shape[1], 16, 7, octaves=3)[:1], wall.shape[0], axis=0)
    stain = smooth((1.0 - beside * 1.1) * 1.2) * smooth((drip + 0.4) * 1.3)
    salt = smooth((noise(*wall.shape[:2], 40, 8) - 0.9) * 1.5) * smooth(1 - beside)
    out = tone * (1 - 0.7 * stain[..., None]) + RUST * 0.62 * stain[..., None] + 0.35 * salt[..., None]
    return np.clip(out, 0, 1).astype(np.float32)


def replace_shade(part: Part, light: float) -> Part:
    """Return a part that gets less light."""
    shade = np.full(part.points.shape[:2], light, np.float32)
    return replace(part, shaded=shade if part.shaded is None else (part.shaded * light).astype(np.float32))


def _carton_print(d: ImageDraw.ImageDraw, width: int, height: int, number: int) -> None:
    d.text(
        (width * 0.5, height * 0.10),
        "SILVERBIRCH HOME TEXTILE",
        font=font(int(width * 0.06)),
        fill=255,
        anchor="ma",
    )
    for k, words in enumerate(
        (
            "ITEM: ST-BTH-70140",
            "BATH TOWEL 70X140 CM",
            "QTY: 24 PCS",
            "G.W. 15.3 KG",
            f"C/NO. {number} / 440",
            "MADE IN CHINA",
        )
    ):
        d.text((width * 0.09, height * (0.27 + 0.095 * k)), words, font=font(int(width * 0.047)), fill=255)
    x, y, s = width * 0.70, height * 0.30, width * 0.2
    d.rectangle((x, y, x + s, y + s), outline=255, width=4)
    d.arc((x + s * 0.15, y + s * 0.18, x + s * 0.85, y + s * 0.9), 180, 360, fill=255, width=5)
    d.line((x + s * 0.15, y + s * 0.54, x + s * 0.85, y + s * 0.54), fill=255, width=4)
    d.line((x + s * 0.5, y + s * 0.2, x + s * 0.5, y + s * 0.85), fill=255, width=5)


def soaked(board: Array, seed: int, *, level: float = 0.5, from_top: bool = False) -> Array:
    """Return board that has drawn up water: dark, with a tide line at its edge."""
    height, width = board.shape[:2]
    rows = np.linspace(1, 0, height, dtype=np.float32)[:, None]
    if from_top:
        rows = 1 - rows
    front = level + 0.10 * noise(height, width, width / 2.5, seed, octaves=3) - rows
    wet = smooth(front * 9 + 0.3)
    tide = np.exp(-((front * 42) ** 2)) * 0.30 + np.exp(-(((front - 0.07) * 55) ** 2)) * 0.14
    blot = smooth((noise(height, width, width / 6, seed + 3) - 1.1) * 1.4) * (1 - wet)
    dark = 1 - 0.46 * wet - 0.26 * blot - tide
    out = (
        board
        * np.clip(dark, 0.2, 1)[..., None]
        * (1 - wet[..., None] * np.array((0.0, 0.04, 0.10), np.float32))
    )
    return np.clip(out, 0, 1).astype(np.float32)


def _carton(at: Array, size: tuple[float, float, float], seed: int, *, wet: float, fine: float = 430, turn: float = 0.0, sag: float = 0.0,
            from_top: bool = False) -> list[Part]:  # fmt: skip
    parts = []
    for n, (name, points) in enumerate(box_faces(*size, fine).items()):
        if name == "bottom":
            continue
        tall, wide = points.shape[:2]
        board = cardboard(tall, wide, seed + n, colour=np.array((0.74, 0.59, 0.41), np.float32))
        if name in {"front", "back"}:
            board = printed(board, lambda d, w=wide, h=tall: _carton_print(d, w, h, 100 + seed % 90))
        if name == "top":
            board = taped(board, width=0.14)
        if wet and name != "top":
            board = soaked(board, seed * 3 + n, level=wet, from_top=from_top)
        elif wet:
            board = soaked(
                board, seed * 3 + n, level=1.3 if from_top else max(0.0, wet - 0.55), from_top=False
            )
        h = points[..., 1] / size[1]
        bulge = 0.6 * sag * np.sin(np.clip(h, 0, 1) * np.pi) * (1.1 - h)
        soft = points + np.stack(
            (
                np.sign(points[..., 0]) * 0 + points[..., 0] / size[0] * 2 * bulge,
                0 * h,
                points[..., 2] / size[2] * 2 * bulge,
            ),
            -1,
        )
        soft[..., 1] -= (
            sag * 1.3 * h * (0.6 + 0.5 * np.cos(points[..., 0] * 2.2 + seed))
            + sag * 0.10 * creases(points, 3, seed, waves=5) * h
        )
        soft += (sag * 0.16 * creases(points, 3.4, seed + 1, waves=5) * smooth(1.1 - h))[..., None]
        gleam = 0.05 + (0.10 if wet else 0)
        parts.append(Part(soft.astype(np.float32), board, None, gleam, 16).placed(turned(y=turn), at))
    return parts


def _stack(
    places: tuple[tuple[float, float, float], ...], base: float, *, wet: tuple[int, ...], fine: float = 300
) -> list[Part]:
    parts = []
    for n, (x, z, level) in enumerate(places):
        parts += _carton(vector(x, base + level * 0.56, z), (0.58, 0.54, 0.55), 300 + 17 * n, wet=0.62 if n in wet else 0.0, fine=fine,
                         sag=0.05 if n in wet else 0.004, from_top=level >= 2)  # fmt: skip
    return parts


def stow(lens: Lens) -> Image.Image:
    """Take the stow behind the opened doors: wet tiers, water on the floor."""
    scene = Scene(
        vector(0.3, 1.75, 4.3),
        vector(0.02, 0.78, -0.4),
        view=42,
        seed=24,
        lamp=vector(0.2, 0.75, 1),
        ambient=0.48,
        lens=lens,
    )
    places = tuple(
        (x, -0.62 - 0.03 * (k % 2), float(level))
        for level in range(4)
        for k, x in enumerate((-0.9, -0.3, 0.3, 0.9))
        if (level, k) != (3, 1)
    )
    parts = _stack(places, 0.0, wet=(0, 1, 4, 5, 8, 9, 12), fine=420)
    parts += _carton(vector(-0.42, 0.0, 0.35), (0.58, 0.46, 0.55), 777, wet=0.8, sag=0.13, turn=24, fine=420)
    grey = np.array((0.44, 0.46, 0.46), np.float32)
    for x in (-1.25, 1.25):
        wall = panel(vector(x, 2.6, -2.5), vector(0, 0, 4.4), vector(0, -2.7, 0), 800, 1300)
        wall[..., 0] += 0.05 * smooth(np.abs(((wall[..., 2] * 2.6) % 1) - 0.5) * 6 - 1) * (-1 if x > 0 else 1)
        tone = painted(800, 1300, 140, rusty=0.8, colour=grey)
        parts.append(
            Part(
                wall,
                _runs(wall, tone) if x < 0 else tone,
                None,
                0.05,
                12,
                np.clip(0.72 + 0.12 * wall[..., 2], 0.3, 1),
            )
        )
    roof = panel(vector(-1.3, 2.5, -2.5), vector(2.6, 0, 0), vector(0, 0, 4.0), 600, 700)
    parts.append(
        Part(roof, painted(600, 700, 150, colour=grey), None, 0.0, 12, np.full((600, 700), 0.4, np.float32))
    )
    cast(scene, parts[:-3])
    scene.ground(_plywood(), tile=2.4, wall=_plywood() * np.float32(0.25), wall_at=-2.4)
    _puddle(scene, parts[:-1], ((-0.75, 0.75, 0.8, 0.55), (0.2, 0.95, 0.75, 0.32), (-0.2, 1.5, 0.5, 0.35)))
    show(scene, parts)
    return scene.picture(grain=0.015)


def _plywood() -> Array:
    tone = np.array((0.45, 0.33, 0.23), np.float32) * (
        1 + 0.09 * noise(1024, 1024, 200, 161)[..., None] + 0.05 * noise(1024, 1024, 7, 162)[..., None]
    )
    return np.clip(tone, 0, 1).astype(np.float32)


def _puddle(scene: Scene, parts: list[Part], spots: tuple[tuple[float, float, float, float], ...]) -> None:
    """Pour water on the floor: it darkens it and mirrors what stands there."""
    mirror = replace(scene)
    mirror.colour = np.full_like(scene.colour, 0.62)
    down = vector(1, -1, 1)
    show(mirror, [replace(p, points=(p.points * down).astype(np.float32), gloss=0.0) for p in parts])
    x, z, floor = scene.floor[..., 0], scene.floor[..., 1], scene.floor[..., 2]
    places = np.stack((x, 0 * x, z), -1)
    level = np.max([1 - np.hypot((x - a) / w, (z - b) / d) for a, b, w, d in spots], axis=0) + 0.09 * creases(
        places, 2.2, 17, waves=5
    )
    wet = (smooth(level * 14) * floor)[..., None]
    damp = (smooth((level + 0.16) * 5) * floor)[..., None]
    scene.colour = (
        scene.colour * (1 - 0.38 * damp) * (1 - wet) + wet * (0.42 * scene.colour + 0.42 * mirror.colour)
    ).astype(np.float32)


def wet_carton(lens: Lens) -> Image.Image:
    """Take one wet carton from near, in the warehouse."""
    scene = Scene(
        vector(1.3, 1.4, 2.45),
        vector(0.1, 0.26, 0.08),
        view=36,
        seed=25,
        lamp=vector(-0.3, 1, 0.7),
        lens=lens,
    )
    parts = _carton(vector(0, 0, 0), (1.0, 0.80, 0.8), 512, wet=0.5, sag=0.085, turn=-6, fine=900)
    cast(scene, parts)
    scene.ground(
        concrete(1024, 1024, 171, tone=0.52),
        tile=3,
        wall=plaster(512, 512, 12, (0.70, 0.72, 0.72)),
        wall_at=-2.2,
    )
    _puddle(scene, parts, ((0.1, 0.35, 0.95, 0.5), (0.85, 0.1, 0.5, 0.4), (-0.6, 0.55, 0.4, 0.22)))
    show(scene, parts)
    return scene.picture()


def towels(lens: Lens) -> Image.Image:
    """Take towels out of a wet carton: sodden, stained, with mould."""
    scene = Scene(
        vector(0.8, 1.75, 2.75),
        vector(0.2, 0.34, 0.05),
        view=38,
        seed=26,
        lamp=vector(-0.55, 1, 0.4),
        lens=lens,
    )
    parts: list[Part] = []
    for n in range(5):
        lift = 0.17 * n
        parts.append(_towel(vector(0.012 * (n % 3), lift, 0.01 * n), 401 + 7 * n, foul=0.8 - 0.13 * n))
    parts.append(_towel(vector(1.28, 0.0, -0.12), 470, foul=0.9, turn=38))
    cast(scene, parts)
    scene.ground(
        concrete(1024, 1024, 181, tone=0.50),
        tile=3,
        wall=plaster(512, 512, 12, (0.70, 0.72, 0.72)),
        wall_at=-2.2,
    )
    _puddle(scene, parts, ((0.3, 0.5, 0.9, 0.35), (-0.55, 0.45, 0.35, 0.2)))
    show(scene, parts)
    return scene.picture()


def _towel(at: Array, seed: int, *, foul: float, turn: float = 0.0) -> Part:
    """Return a folded towel: a soft slab, fold to the front."""
    wide, deep, thick = 1.25, 0.82, 0.17
    v, u = np.mgrid[0 : 1 : 900 * 1j, -1 : 1 : 1000 * 1j].astype(np.float32)
    way = v * (deep * 2 + thick)
    bend = np.clip((way - deep) / thick, 0, 1) * np.pi
    z = np.where(
        way < deep,
        way - deep / 2,
        np.where(way > deep + thick, deep / 2 - (way - deep - thick), deep / 2 + 0.5 * thick * np.sin(bend)),
    )
    y = np.where(
        way < deep, thick, np.where(way > deep + thick, 0.01, thick / 2 + 0.5 * thick * np.cos(bend))
    )
    points = np.stack((u * wide / 2, y, z), -1).astype(np.float32)
    points[..., 1] = points[..., 1] * (1 - 0.20 * smooth((np.abs(u) - 0.86) * 7)) + 0.012 * noise(
        900, 1000, 240, seed
    ) * (y > 0.05)
    loops = noise(900, 1000, 5, seed + 1, octaves=2)
    points[..., 1] += 0.0008 * loops
    points[..., 2] += 0.0008 * loops
    tone = np.array((0.86, 0.85, 0.81), np.float32) * (1 + 0.035 * loops[..., None])
    border = (np.abs(np.abs(u) - 0.80) < 0.028)[..., None]
    tone = np.where(border, np.array((0.42, 0.55, 0.62), np.float32) * (1 + 0.04 * loops[..., None]), tone)
    front = noise(900, 1000, 420, seed + 2) + foul * 1.5 - 0.9
    wet = smooth(front * 1.6)[..., None]
    tide = np.exp(-((front * 6) ** 2))[..., None]
    tone = (
        tone
        * (1 - wet * np.array((0.20, 0.27, 0.40), np.float32))
        * (1 - tide * np.array((0.16, 0.26, 0.42), np.float32))
    )
    mould = (
        smooth((noise(900, 1000, 26, seed + 3, octaves=2) - 1.45) * 2.2)
        * smooth(noise(900, 1000, 320, seed + 4) + foul * 0.9)
    )[..., None]
    tone = tone * (1 - 0.75 * mould) + np.array((0.16, 0.19, 0.15), np.float32) * 0.6 * mould
    return Part(points, np.clip(tone, 0, 1).astype(np.float32), None, 0.03, 12).placed(turned(y=turn), at)


PHOTOS = (
    Photo("IMG_20260917_083604.jpg", stow, "2026:09:17 08:36:04", WARDEN),
    Photo("IMG_20260917_081210 container doors.jpg", doors, "2026:09:17 08:12:10", WARDEN),
    Photo("IMG_20260917_081433 seal intact.jpg", seal, "2026:09:17 08:14:33", WARDEN),
    Photo("IMG_20260917_083158 container roof hole from inside.jpg", hole, "2026:09:17 08:31:58", WARDEN),
    Photo("IMG_20260917_110502 wet carton damage close-up.jpg", wet_carton, "2026:09:17 11:05:02", WARDEN),
    Photo("IMG_0412 wet towels.jpg", towels, "2026:09:21 10:48:30", SURVEYOR),
)
