"""Mugs, drippers and their shards, whole and broken; paper and bubble wrap around them."""

from dataclasses import dataclass, field

import numpy as np
from camera import Array, Scene, creases, noise, smooth, unit, vector
from numpy.typing import NDArray

CLAY = np.array((0.86, 0.80, 0.71), np.float32)
TEAL = np.array((0.20, 0.40, 0.43), np.float32)
CREAM = np.array((0.87, 0.84, 0.77), np.float32)


@dataclass
class Part:
    """One surface with its colour, where it is, and how it mirrors the lamp."""

    points: Array
    colour: Array
    mask: NDArray[np.bool_] | None = None
    gloss: float = 0.03
    sharp: float = 22.0
    shaded: Array | None = field(default=None)

    def placed(self, turn: Array, at: Array) -> "Part":
        """Return the part turned and moved."""
        points = (self.points @ turn.T + at).astype(np.float32)
        return Part(points, self.colour, self.mask, self.gloss, self.sharp, self.shaded)


def turned(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Array:
    """Return a turn about the axes by degrees."""
    a, b, c = (np.radians(v) for v in (x, y, z))
    about_x = np.array(((1, 0, 0), (0, np.cos(a), -np.sin(a)), (0, np.sin(a), np.cos(a))))
    about_y = np.array(((np.cos(b), 0, np.sin(b)), (0, 1, 0), (-np.sin(b), 0, np.cos(b))))
    about_z = np.array(((np.cos(c), -np.sin(c), 0), (np.sin(c), np.cos(c), 0), (0, 0, 1)))
    return (about_y @ about_x @ about_z).astype(np.float32)


def show(scene: Scene, parts: list[Part]) -> None:
    """Show all parts."""
    for p in parts:
        scene.surface(p.points, p.colour, mask=p.mask, gloss=p.gloss, sharp=p.sharp, shaded=p.shaded)


def cast(scene: Scene, parts: list[Part]) -> list[Part]:
    """Let all parts throw their shadows, and return them."""
    for p in parts:
        scene.cast(p.points, mask=p.mask)
    return parts


def glaze(v: Array, seed: int, colour: Array) -> Array:
    """Return a reactive glaze: it runs down, pools dark at the foot, and has speckles."""
    rows, columns = v.shape
    run = noise(rows, columns, max(24.0, columns / 9), seed)
    tone = colour * (1 + 0.10 * run[..., None]) + smooth((v - 0.72 + 0.05 * run) * 6)[..., None] * np.array(
        (0.26, 0.16, 0.04), np.float32
    )
    tone = tone * (1 - 0.28 * smooth((0.16 - v) * 9))[..., None]
    speck = noise(rows, columns, max(3.0, columns / 260), seed + 1, octaves=1)
    return np.clip(np.where((speck > 2.0)[..., None], tone * 0.45, tone), 0, 1).astype(np.float32)


def vessel(profile: tuple[float, float, float], *, wall: float, fine: int, seed: int, colour: Array, cut: tuple[float, float, float] | None = None,
           handle: bool = True, curve: float = 0.5, inside: Array | None = None) -> list[Part]:  # fmt: skip
    """Return a vessel that stands at the origin: radius at the foot, at the rim, height; `cut` breaks a piece out (angle, width, depth)."""
    foot, rim, height = profile
    v, u = np.mgrid[0 : 1 : int(fine * 1.1) * 1j, 0 : 1 : fine * 3 * 1j].astype(np.float32)
    angle = u * 2 * np.pi
    top = _edge(u[0], cut, seed)
    there = v <= top[None, :]

    def shell(inset: float) -> Array:
        radius = foot + (rim - foot) * np.clip(v, 0, 1) ** curve - inset
        return np.stack((radius * np.cos(angle), v * height, radius * np.sin(angle)), -1).astype(np.float32)

    within = inside if inside is not None else CREAM
    deep = np.clip(0.45 + 0.6 * v, 0, 1)
    parts = [
        Part(shell(0), glaze(v, seed, colour), there, 0.55, 60),
        Part(shell(wall), glaze(v, seed + 5, within), there, 0.25, 40, deep),
    ]
    parts.append(_rim(angle[0], top, profile, wall, fine, seed, colour, curve))
    r, a = np.meshgrid(
        np.linspace(0, foot - wall, fine // 2, dtype=np.float32),
        np.linspace(0, 2 * np.pi, fine * 2, dtype=np.float32),
    )
    bottom = np.stack((r * np.cos(a), np.full_like(r, 0.05), r * np.sin(a)), -1)
    parts.append(Part(bottom, np.broadcast_to(within * np.float32(0.5), bottom.shape).astype(np.float32)))
    if handle:
        parts.append(_handle(rim, height, fine, seed, colour))
    return parts


def _rim(
    angle: Array,
    top: Array,
    profile: tuple[float, float, float],
    wall: float,
    fine: int,
    seed: int,
    colour: Array,
    curve: float,
) -> Part:
    """Return the upper edge, glazed where it is whole and raw clay where it broke, sampled evenly along its length."""
    foot, rim, height = profile
    way = np.concatenate(([0], np.cumsum(np.hypot(np.diff(angle) * rim, np.diff(top) * height))))
    even = np.linspace(0, way[-1], int(way[-1] * fine * 1.3))
    angle, top = np.interp(even, way, angle), np.interp(even, way, top)
    k = np.linspace(-0.02, 1.02, max(8, fine // 9))[:, None]
    radius = foot + (rim - foot) * top[None, :] ** curve - wall * k
    ring = np.stack(
        (radius * np.cos(angle), np.broadcast_to(top * height, radius.shape), radius * np.sin(angle)), -1
    ).astype(np.float32)
    rough = CLAY * (1 + 0.05 * noise(ring.shape[0], ring.shape[1], 5, seed + 8)[..., None])
    return Part(
        ring,
        np.where((top < 0.985)[None, :, None], rough, colour * np.float32(0.8)).astype(np.float32),
        None,
        0.1,
    )


def _edge(u: Array, cut: tuple[float, float, float] | None, seed: int) -> Array:
    if cut is None:
        return np.ones_like(u)
    at, wide, deep = cut
    off = np.abs((u - at + 0.5) % 1 - 0.5) / wide
    line = np.stack((u * 7, u * 0, u * 0 + seed), -1).astype(np.float32)
    jag = 0.16 * creases(line, 2.4, seed) + 0.05 * creases(line, 9, seed + 1)
    return np.clip(1 - deep * smooth(1.7 * (1 - off) + jag * (off < 1.3)), 0.08, 1).astype(np.float32)


def _handle(rim: float, height: float, fine: int, seed: int, colour: Array) -> Part:
    t, s = np.mgrid[-1.35 : 1.35 : fine * 1j, 0 : 2 * np.pi : max(24, fine * 3 // 4) * 1j].astype(np.float32)
    ring, thick = height * 0.31, 0.058
    x = rim * 0.93 + (ring + thick * np.cos(s)) * np.cos(t) * 0.85
    y = height * 0.52 + (ring + thick * np.cos(s)) * np.sin(t)
    return Part(
        np.stack((x, y, thick * 1.4 * np.sin(s)), -1).astype(np.float32),
        glaze(0.4 + 0 * t, seed + 3, colour),
        None,
        0.5,
        60,
    )


def shard(
    radius: float, size: float, fine: int, seed: int, colour: Array, *, wall: float = 0.05
) -> list[Part]:
    """Return a piece of a vessel's wall, lying on the floor around the origin, hollow side down or up by its seed."""
    rng = np.random.default_rng(seed)
    v, u = np.mgrid[-1 : 1 : fine * 1j, -1 : 1 : fine * 1j].astype(np.float32)
    corners = int(rng.integers(3, 6))
    way = np.sort(rng.uniform(0, 2 * np.pi, corners) + np.arange(corners) * 2 * np.pi / corners * 1e-3)
    way = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(-0.35, 0.35, corners)
    reach = rng.uniform(0.42, 0.85, corners)
    level = np.max([np.cos(a) * u + np.sin(a) * v - r for a, r in zip(way, reach, strict=True)], axis=0)
    level = level + 0.02 * noise(fine, fine, fine / 12, seed + 1)
    there = level < 0
    bend = u * size / radius
    up = float(rng.choice((-1.0, 1.0)))
    parts = []
    for inset, paint in ((0.0, colour), (wall, CREAM)):
        r = radius - inset
        points = np.stack((r * np.sin(bend), up * r * np.cos(bend), v * size), -1).astype(np.float32)
        points[..., 1] -= float((up * (radius - wall / 2) * np.cos(bend))[there].min()) - wall * 0.6
        parts.append(Part(points, glaze(0.45 + 0.2 * v, seed + 2, paint), there, 0.4, 50))
    outer, inner = parts[0].points, parts[1].points
    rim = (level > -0.03) & there
    for k in np.linspace(0.0, 1.0, 18):
        between = (outer * (1 - k) + inner * k).astype(np.float32)
        parts.append(
            Part(
                between,
                (CLAY * (1 + 0.06 * noise(fine, fine, 5, seed + 4)[..., None])).astype(np.float32),
                rim,
                0.02,
            )
        )
    return parts


def paper(width: float, depth: float, fine: float, seed: int, *, height: float = 0.22, colour: tuple[float, float, float] = (0.76, 0.60, 0.42),
          scale: float = 3.0) -> Part:  # fmt: skip
    """Return crumpled paper that covers the floor around the origin."""
    z, x = np.mgrid[
        -depth / 2 : depth / 2 : int(depth * fine) * 1j, -width / 2 : width / 2 : int(width * fine) * 1j
    ].astype(np.float32)
    flat = np.stack((x, x * 0, z), -1).astype(np.float32)
    y = height * (
        0.55 * creases(flat, scale, seed, waves=5) + 0.20 * creases(flat, scale * 2.6, seed + 1, waves=5)
    )
    y += height * 0.35 * noise(*x.shape, min(x.shape) / 3, seed + 3, octaves=1)
    x = x + height * 0.22 * creases(flat, scale * 1.3, seed + 5, waves=4)
    z = z + height * 0.22 * creases(flat, scale * 1.3, seed + 6, waves=4)
    tone = np.array(colour, np.float32) * (1 + 0.02 * noise(*x.shape, 5, seed + 4, octaves=2)[..., None])
    hollow = np.clip(0.86 + 0.25 * y / max(height, 1e-3), 0.5, 1.08)
    return Part(
        np.stack((x, y, z), -1).astype(np.float32),
        np.clip(tone, 0, 1).astype(np.float32),
        None,
        0.04,
        18,
        hollow,
    )


def resting(parts: list[Part], level: float = 0.0) -> list[Part]:
    """Return parts lowered or raised together until they touch the floor."""
    lowest = min(float((p.points[..., 1] if p.mask is None else p.points[p.mask][:, 1]).min()) for p in parts)
    return [p.placed(turned(), vector(0, level - lowest, 0)) for p in parts]


def bubbles(width: float, depth: float, fine: float, seed: int, *, pitch: float = 0.105) -> Part:
    """Return a sheet of bubble wrap that covers the floor around the origin."""
    z, x = np.mgrid[
        -depth / 2 : depth / 2 : int(depth * fine) * 1j, -width / 2 : width / 2 : int(width * fine) * 1j
    ].astype(np.float32)
    row = np.round(z / (pitch * 0.87))
    column = np.round(x / pitch - 0.5 * (row % 2)) + 0.5 * (row % 2)
    off = np.sqrt((x - column * pitch) ** 2 + (z - row * pitch * 0.87) ** 2) / (pitch * 0.44)
    rng = np.random.default_rng(seed)
    popped = (
        rng.random((400, 400))[(row.astype(int) + 200) % 400, (np.floor(column).astype(int) + 200) % 400]
        < 0.10
    )
    bump = np.sqrt(np.clip(1 - off**2, 0, 1)) * np.where(popped, 0.18, 1.0)
    flat = np.stack((x, x * 0, z), -1).astype(np.float32)
    y = (
        0.017 * bump
        + 0.045 * creases(flat, 1.6, seed, waves=4)
        + 0.03 * noise(*x.shape, min(x.shape) / 2, seed + 1, octaves=2)
    )
    tone = (
        np.array((0.80, 0.80, 0.79), np.float32)
        * (0.94 + 0.10 * bump - 0.14 * np.exp(-((off - 1) ** 2) * 40))[..., None]
    )
    through = np.array((0.60, 0.45, 0.31), np.float32)
    return Part(
        np.stack((x, y, z), -1).astype(np.float32),
        (0.72 * tone + 0.28 * through).astype(np.float32),
        None,
        0.34,
        70,
    )


__all__ = [
    "CREAM",
    "TEAL",
    "Part",
    "bubbles",
    "cast",
    "paper",
    "resting",
    "shard",
    "show",
    "turned",
    "unit",
    "vector",
    "vessel",
]
