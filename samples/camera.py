"""A small camera: surfaces of points in space, lit by one lamp and the sky, seen in perspective."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Array = NDArray[np.float32]

FINER = 1.25
"""Pictures are made this much larger, and scaled down at the end: smooth edges."""


@dataclass(frozen=True, slots=True)
class Lens:
    """How large a picture becomes, and how many samples of a surface may be passed over."""

    size: tuple[int, int] = (1600, 1200)
    step: int = 1


SMALL = Lens((400, 300), 4)
"""For a quick look, and for tests."""


def vector(x: float, y: float, z: float) -> Array:
    """Return a vector."""
    return np.array((x, y, z), np.float32)


def unit(v: Array) -> Array:
    """Return a vector, or each of many, at length one."""
    out: Array = v / np.maximum(np.sqrt((v * v).sum(-1, keepdims=True)), 1e-9)
    return out


def blurred(field_: Array, radius: float) -> Array:
    """Return a grey picture blurred."""
    image = Image.fromarray(np.clip(field_ * 255, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(radius)
    )
    return np.asarray(image, np.float32) / 255


def noise(height: int, width: int, grain: float, seed: int, *, octaves: int = 4) -> Array:
    """Return soft noise about 0, deviation about 1; `grain` is the size of its largest spots in pixels."""
    rng = np.random.default_rng(seed)
    out = np.zeros((height, width), np.float32)
    weight = 1.0
    for _ in range(octaves):
        rows, columns = max(2, int(height / grain) + 2), max(2, int(width / grain) + 2)
        spots = Image.fromarray(rng.standard_normal((rows, columns)).astype(np.float32))
        out += weight * np.asarray(spots.resize((width, height), Image.Resampling.BICUBIC), np.float32)
        grain, weight = max(1.0, grain / 2), weight * 0.55
    return out / max(1e-6, float(out.std()))


def creases(points: Array, scale: float, seed: int, *, waves: int = 7) -> Array:
    """Return the height of crumpled paper at points in space: folds are sharp, planes between them flat."""
    rng = np.random.default_rng(seed)
    out = np.zeros(points.shape[:-1], np.float32)
    for k in range(waves):
        way = unit(rng.standard_normal(3).astype(np.float32)) * scale * (1 + 0.55 * k)
        phase = (points @ way + rng.uniform(0, 6)) / np.pi
        out += (2 * np.abs(phase - np.round(phase)) - 0.5) * 1.15 / (1 + 0.45 * k)
    return out


def smooth(edge: Array) -> Array:
    """Return an S-shaped step from 0 to 1."""
    t = np.clip(edge, 0, 1)
    out: Array = t * t * (3 - 2 * t)
    return out


@dataclass
class Scene:
    """What stands in front of the camera."""

    eye: Array
    target: Array
    view: float = 36.0
    """Degrees from left to right."""
    lamp: Array = field(default_factory=lambda: vector(-0.5, 1.0, 0.55))
    warmth: tuple[float, float, float] = (1.03, 1.0, 0.95)
    ambient: float = 0.5
    seed: int = 1
    lens: Lens = Lens()

    def __post_init__(self) -> None:
        """Set the picture up empty."""
        self.width, self.height = int(self.lens.size[0] * FINER), int(self.lens.size[1] * FINER)
        self.colour = np.zeros((self.height, self.width, 3), np.float32)
        self.depth = np.full((self.height, self.width), np.inf, np.float32)
        self.lamp = unit(self.lamp)
        self.forward = unit(self.target - self.eye)
        self.side = unit(np.cross(self.forward, vector(0, 1, 0)).astype(np.float32))
        self.up = np.cross(self.side, self.forward).astype(np.float32)
        self.focal = self.width / 2 / np.tan(np.radians(self.view / 2))
        self._shade_spots: list[Array] = []
        self.floor = np.zeros((self.height, self.width, 3), np.float32)

    def cast(self, points: Array, *, mask: NDArray[np.bool_] | None = None) -> None:
        """Remember a surface for the shadow it throws on the floor."""
        flat = points.reshape(-1, 3) if mask is None else points[mask]
        self._shade_spots.append(flat[::7])

    def _shadow(self, x: Array, z: Array) -> Array:
        """Return how dark the floor is at places on it, 0 to 1."""
        if not self._shade_spots:
            return np.zeros_like(x)
        spots = np.concatenate(self._shade_spots)
        reach = spots[:, 1:2] / self.lamp[1]
        fallen = spots[:, (0, 2)] - reach * self.lamp[None, (0, 2)]
        cells, span = 512, 12.0
        out = np.zeros(x.shape, np.float32)
        for where, weight, radius in ((fallen, 0.62, 3.2), (spots[spots[:, 1] < 0.5][:, (0, 2)], 0.55, 5.5)):
            chart = np.zeros((cells, cells), np.float32)
            at = np.clip(((where + span / 2) / span * cells).astype(int), 0, cells - 1)
            chart[at[:, 1], at[:, 0]] = 1
            closed = Image.fromarray((chart * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(5))
            chart = blurred(np.asarray(closed, np.float32) / 255, radius)
            columns = np.clip(((x + span / 2) / span * cells).astype(int), 0, cells - 1)
            rows = np.clip(((z + span / 2) / span * cells).astype(int), 0, cells - 1)
            out = 1 - (1 - out) * (1 - weight * chart[rows, columns])
        return out

    def ground(
        self,
        floor: Array,
        *,
        tile: float,
        wall: Array | None = None,
        wall_at: float = -3.0,
        wall_tile: float = 4.0,
        level: float = 0.0,
    ) -> None:
        """Lay a floor and put up a wall behind, both from tiles of colour; call it after every `cast`."""
        columns, rows = np.meshgrid(
            np.arange(self.width, dtype=np.float32), np.arange(self.height, dtype=np.float32)
        )
        ray = (self.forward + ((columns - self.width / 2) / self.focal)[..., None] * self.side
               - ((rows - self.height / 2) / self.focal)[..., None] * self.up)  # fmt: skip
        down = np.where(ray[..., 1] < -1e-4, (level - self.eye[1]) / np.minimum(ray[..., 1], -1e-4), np.inf)
        back = (
            np.where(ray[..., 2] < -1e-4, (wall_at - self.eye[2]) / np.minimum(ray[..., 2], -1e-4), np.inf)
            if wall is not None
            else np.full_like(down, 1e9)
        )
        on_floor = down < back
        reach = np.minimum(np.where(on_floor, down, back), 1e4).astype(np.float32)
        x, y, z = (self.eye[k] + ray[..., k] * reach for k in range(3))
        shown = _sampled(floor, x / tile, z / tile)
        shown *= (1 - self._shadow(x, z))[..., None]
        shown *= (1.08 - 0.05 * np.sqrt(x * x + z * z)).clip(0.45, 1.1)[..., None]
        if wall is not None:
            behind = (
                _sampled(wall, x / wall_tile, -y / wall_tile) * (0.72 + 0.06 * np.clip(y, 0, 4))[..., None]
            )
            behind *= (1 - 0.45 * np.exp(-np.abs(y) * 5))[..., None]
            shown = np.where(on_floor[..., None], shown, behind)
        self.floor = np.stack((x, z, on_floor.astype(np.float32)), -1)
        self.colour = shown.astype(np.float32)
        self.depth = np.full_like(self.depth, 1e5)

    def surface(
        self,
        points: Array,
        colour: Array,
        *,
        mask: NDArray[np.bool_] | None = None,
        gloss: float = 0.0,
        sharp: float = 30.0,
        flat: float = 0.0,
        shaded: Array | None = None,
    ) -> None:
        """Show a surface; `gloss` is how strongly it mirrors the lamp, `flat` how much of its colour needs no light."""
        if (step := self.lens.step) > 1:
            points, colour = points[::step, ::step], colour[::step, ::step]
            mask = None if mask is None else mask[::step, ::step]
        across, along = np.gradient(points, axis=1), np.gradient(points, axis=0)
        normal = unit(np.cross(across, along).astype(np.float32))
        towards = unit(self.eye - points)
        facing = (normal * towards).sum(-1, keepdims=True)
        normal = np.where(facing < 0, -normal, normal)
        light = np.clip(normal @ self.lamp, 0, 1)
        shine = self.ambient * (0.72 + 0.28 * normal[..., 1]) + (1.06 - self.ambient) * light
        lit = colour * (flat + (1 - flat) * shine[..., None])
        if shaded is not None:
            lit = (
                lit
                * (shaded if self.lens.step == 1 else shaded[:: self.lens.step, :: self.lens.step])[..., None]
            )
        if gloss:
            half = unit(towards + self.lamp)
            lit = lit + gloss * (np.clip((normal * half).sum(-1), 0, 1) ** sharp)[..., None]
        self._draw(points, lit.astype(np.float32), mask)

    def _draw(self, points: Array, lit: Array, mask: NDArray[np.bool_] | None) -> None:
        flat, shades = points.reshape(-1, 3), lit.reshape(-1, 3)
        if mask is not None:
            flat, shades = flat[mask.ravel()], shades[mask.ravel()]
        away = flat - self.eye
        far = away @ self.forward
        columns = (away @ self.side / far * self.focal + self.width / 2).astype(np.int32)
        rows = (self.height / 2 - away @ self.up / far * self.focal).astype(np.int32)
        seen = (
            (far > 0.05)
            & (columns >= 0)
            & (columns < self.width - 1)
            & (rows >= 0)
            & (rows < self.height - 1)
        )
        which = np.flatnonzero(seen)
        which = which[np.argsort(-far[which], kind="stable")]
        place = rows[which] * self.width + columns[which]
        nearest = np.full(self.width * self.height, -1, np.int32)
        for_all = np.stack((place, place + 1, place + self.width, place + self.width + 1), 1).ravel()
        nearest[for_all] = np.repeat(which, 4)
        drawn = np.flatnonzero(nearest >= 0)
        near = far[nearest[drawn]]
        front = near < self.depth.ravel()[drawn]
        drawn, near = drawn[front], near[front]
        self.depth.ravel()[drawn] = near
        self.colour.reshape(-1, 3)[drawn] = shades[nearest[drawn]]

    def picture(self, *, grain: float = 0.012, soft: float = 0.7) -> Image.Image:
        """Return what the camera took: a little soft, a little noisy, darker in the corners."""
        rng = np.random.default_rng(self.seed)
        rows, columns = np.mgrid[-1 : 1 : self.height * 1j, -1 : 1 : self.width * 1j].astype(np.float32)
        shown = (
            self.colour
            * (1.03 - 0.16 * (rows**2 + columns**2) / 2)[..., None]
            * np.array(self.warmth, np.float32)
        )
        shown = np.clip(shown * 1.1, 0, None)
        shown = np.where(shown > 0.8, 0.8 + 0.2 * np.tanh((shown - 0.8) / 0.2), shown)
        image = Image.fromarray((np.clip(shown, 0, 1) * 255).astype(np.uint8)).filter(
            ImageFilter.GaussianBlur(soft)
        )
        image = image.resize(self.lens.size, Image.Resampling.LANCZOS)
        speckle = (
            rng.standard_normal((self.lens.size[1], self.lens.size[0], 1)).astype(np.float32) * grain * 255
        )
        return Image.fromarray(np.clip(np.asarray(image, np.float32) + speckle, 0, 255).astype(np.uint8))


def _sampled(tile: Array, u: Array, v: Array) -> Array:
    """Return a tile's colour at places of an endless floor, mirrored at its edges so that no seam shows."""
    height, width = tile.shape[:2]

    def folded(t: Array, count: int) -> NDArray[np.int64]:
        t = 1 - np.abs((t / 2 - np.floor(t / 2)) * 2 - 1)
        return np.clip((t * count).astype(np.int64), 0, count - 1)

    out: Array = tile[folded(v, height), folded(u, width)].copy()
    return out


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a case: its file's name, who draws it, and what the telephone wrote into it."""

    name: str
    draw: Callable[[Lens], Image.Image]
    taken: str
    device: tuple[str, str]
    orientation: int = 1

    def take(self, folder: Path, lens: Lens) -> None:
        """Draw the photo and write it."""
        save(
            self.draw(lens), folder / self.name, self.taken, device=self.device, orientation=self.orientation
        )


def save(
    image: Image.Image,
    path: Path,
    taken: str,
    *,
    device: tuple[str, str],
    orientation: int = 1,
    quality: int = 82,
) -> None:
    """Write a photo with the EXIF a telephone gives it; `orientation` 6 stores it turned, as telephones do."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = device
    exif[0x0112] = orientation
    exif[0x0132] = taken
    details = exif.get_ifd(0x8769)
    details[0x9003] = details[0x9004] = taken
    if orientation == 6:
        image = image.transpose(Image.Transpose.ROTATE_90)
    if path.suffix.lower() == ".heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
        image.save(path, "HEIF", quality=62, exif=exif.tobytes())
        return
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, exif=exif.tobytes(), subsampling=2)
    path.write_bytes(out.getvalue())
