"""RapidOCR: text is found on a small copy of the picture, and read from the picture itself."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from operator import attrgetter
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from evidencekit.model.seen import Quad, SeenLine

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

_FIND_AT = 1_600_000
"""Pixels of the copy on which text is found: an A4 page at 130 dpi. More takes longer and finds no more."""
_ENLARGED = 2.0
"""A small picture is enlarged at most by this, so that its text is found."""
_MOST_LINES = 600
"""Read of one picture; a page of print has at most some 300."""
_HEIGHT = 48
"""Pixels, of a line as the model reads it."""
_TALL = 1.5
"""A box by so much higher than wide holds a line that runs up or down, as far as it alone can say."""
_SURE = 0.9
"""From here on, what the classifier says about one line is worth a second look at that line."""
_BEGINNING = 6
"""Heights of a line of which the classifier is shown the beginning: it squeezes what is longer, and then guesses."""
_UNSURE = 0.75
"""Lines that come out worse than this on average are read once more, upside down."""
_GAP = 8
"""Columns of the model (8 pixels each) between two characters that are more than the space between two words."""


class _Engines(NamedTuple):
    find: Any
    turned: Any
    read: Any


@dataclass(frozen=True, slots=True)
class RapidRecognizer:
    """PP-OCR models on onnxruntime; they come in the wheel, and nothing is downloaded."""

    name: str = "rapidocr"

    def missing(self) -> str | None:
        """Say what to install where RapidOCR or onnxruntime is not there."""
        if find_spec("rapidocr") and find_spec("onnxruntime"):
            return None
        return 'pip install "evidencekit[ocr]"'

    def read(self, image: "Image.Image", *, hands: int = 1) -> tuple[SeenLine, ...]:
        """Find the lines, settle which way is up, and read them on `hands` threads."""
        import numpy as np

        pixels = np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
        engines = _engines()
        with _finding:  # one picture at a time: this is what takes the memory
            boxes = _found(pixels, engines.find)[:_MOST_LINES]
            _give_back()
        strips = [_cut(pixels, box) for box in _reading_direction(boxes)]
        with ThreadPoolExecutor(max(1, hands)) as pool:
            reader = _Reader(engines, pool)
            return tuple(line for group in _ways(strips) for line in reader.lines(group))


_loading, _finding = Lock(), Lock()


def _give_back() -> None:
    """Give memory that is free back to the system: glibc keeps what large pictures took, in pieces, and takes more for the next."""
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _libc() -> Any:
    """Return the C library where it can give memory back, else None."""
    import ctypes

    try:
        libc = ctypes.CDLL(None)
    except OSError:
        return None
    return libc if hasattr(libc, "malloc_trim") else None


def _engines() -> _Engines:
    with _loading:  # two threads would load the models twice
        return _loaded()


@cache
def _loaded() -> _Engines:
    """Load the three models, each in an engine of its own, since an engine that does one thing keeps no state.

    Every run takes one thread, so that the same picture gives the same words on any machine; threads share the lines.
    """
    # onnxruntime tells its makers who uses it, unless this stands here before it is loaded (its Privacy.md): its own call to
    # turn that off comes too late, for one message is out by then.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR

    shared = {
        "Global.log_level": "critical",
        "Global.max_side_len": 1_000_000,
        "Global.min_side_len": 1,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.limit_side_len": 32,
        # One line at a time: beside others it would be padded to their length, and read differently.
        "Rec.rec_batch_num": 1,
        "Rec.rec_img_shape": [3, _HEIGHT, 2 * _HEIGHT],
    }

    def only(**uses: bool) -> Any:
        uses = {"use_det": False, "use_cls": False, "use_rec": False} | uses
        return RapidOCR(params={**shared, **{f"Global.{key}": value for key, value in uses.items()}})

    return _Engines(only(use_det=True), only(use_cls=True), only(use_rec=True, return_word_box=True))


def _found(pixels: "np.ndarray", find: Any) -> "list[np.ndarray]":
    """Return the corners of every line: upper left first, clockwise, in pixels of the picture."""
    import cv2
    import numpy as np

    high, wide = pixels.shape[:2]
    scale = min(_ENLARGED, (_FIND_AT / (high * wide)) ** 0.5)
    # The model wants multiples of 32; rounded here, the engine need not scale a second time.
    size = tuple(max(32, round(side * scale / 32) * 32) for side in (wide, high))
    copy = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    boxes = find(copy).boxes
    if boxes is None:
        return []
    factors = np.array([wide / size[0], high / size[1]], dtype=np.float32)
    return [box.astype(np.float32) * factors for box in boxes]


def _reading_direction(boxes: "list[np.ndarray]") -> "list[np.ndarray]":
    """Turn the corners so that each line runs from the first to the second one: across, or from top to bottom.

    A short box, such as that of a lone digit, goes the way of the page.
    """
    import numpy as np

    across = down = 0.0
    for box in boxes:
        wide, high = _size(box)
        across += wide if wide >= _TALL * high else 0
        down += high if high >= _TALL * wide else 0
    turned = []
    for box in boxes:
        wide, high = _size(box)
        long = max(wide, high) >= 2 * _TALL * min(wide, high)
        runs_down = high > wide if long else down > across
        turned.append(np.roll(box, -1, axis=0) if runs_down else box)
    return turned


def _size(box: "np.ndarray") -> tuple[float, float]:
    """Return how long the first side of a box is, and how long the second."""
    first, second = box[1] - box[0], box[2] - box[1]
    return float((first**2).sum() ** 0.5), float((second**2).sum() ** 0.5)


class _Strip(NamedTuple):
    """A line, cut out and straightened."""

    box: "np.ndarray"
    pixels: "np.ndarray"

    def flipped(self) -> "_Strip":
        """Return it turned upside down."""
        import numpy as np

        return _Strip(np.roll(self.box, 2, axis=0), np.ascontiguousarray(self.pixels[::-1, ::-1]))


class _Reader(NamedTuple):
    """Reads the lines of one picture on several threads."""

    engines: _Engines
    pool: ThreadPoolExecutor

    def lines(self, strips: list[_Strip]) -> Iterator[SeenLine]:
        """Read lines that run one way: all are upright, or all upside down, save for those that beg to differ."""
        votes = list(self.pool.map(self._vote, strips))
        on_its_head = sum(length if flipped else -length for flipped, _, length in votes) > 0
        upright = [strip.flipped() if on_its_head else strip for strip in strips]
        read = list(self.pool.map(self._read, upright))
        poor = _mean(read) < _UNSURE
        doubtful = [poor or (flipped != on_its_head and sure >= _SURE) for flipped, sure, _ in votes]
        others = self.pool.map(
            lambda doubt, strip: self._read(strip.flipped()) if doubt else None, doubtful, upright
        )
        for line, other in zip(read, others, strict=True):
            best = max(filter(None, (line, other)), key=attrgetter("score"), default=None)
            if best is not None:
                yield best

    def _vote(self, strip: _Strip) -> tuple[bool, float, float]:
        """Return whether a line seems to stand on its head, how sure that is, and how much its vote counts."""
        import numpy as np

        beginning = np.ascontiguousarray(strip.pixels[:, : _BEGINNING * strip.pixels.shape[0]])
        ((label, score),) = self.engines.turned(beginning).cls_res
        return label == "180", float(score), float(score) * _size(strip.box)[0]

    def _read(self, strip: _Strip) -> SeenLine | None:
        read = self.engines.read(strip.pixels)
        if not read.txts or not read.txts[0].strip():
            return None
        words = _words(read.txts[0], read.word_results[0])
        quad: Quad = tuple(round(float(v), 1) for v in strip.box.flatten())  # type: ignore[assignment]
        return SeenLine(" ".join(w for w, _, _ in words), float(read.scores[0]), quad, words)


def _cut(pixels: "np.ndarray", box: "np.ndarray") -> _Strip:
    """Cut a line out, straight, and as high as the model wants it where it is lower."""
    import cv2
    import numpy as np

    wide, high = _size(box)
    scale = max(1.0, _HEIGHT / max(high, 1.0))
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    corners = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float32)
    straightened = cv2.getPerspectiveTransform(box, corners)
    strip = cv2.warpPerspective(
        pixels, straightened, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return _Strip(box, strip)


def _ways(strips: list[_Strip]) -> tuple[list[_Strip], ...]:
    """Part the lines that run across from those that run down: each of the two may be upside down."""
    across: list[_Strip] = []
    down: list[_Strip] = []
    for strip in strips:
        along = strip.box[1] - strip.box[0]
        (across if abs(along[0]) >= abs(along[1]) else down).append(strip)
    return tuple(group for group in (across, down) if group)


def _mean(lines: Sequence[SeenLine | None]) -> float:
    known = [(line.score, len(line.text)) for line in lines if line is not None]
    return sum(s * n for s, n in known) / sum(n for _, n in known) if known else 0.0


def _words(text: str, info: Any) -> tuple[tuple[str, float, float], ...]:
    """Split a line at its spaces, and where its characters stand far apart; say where each word begins and ends."""
    characters = [c for c in text if not c.isspace()]
    columns = [int(column) for word in info.word_cols for column in word]
    length = float(info.line_txt_len)
    if len(columns) != len(characters) or length <= 0:
        return _evenly(text)
    gaps = [after - before for before, after in pairwise(columns)]
    usual = median(gaps) if gaps else 3
    words: list[tuple[str, float, float]] = []
    place, word, first = 0, "", 0
    for character in (*text, " "):
        apart = place and word and not character.isspace() and gaps[place - 1] > max(_GAP, 3 * usual)
        if word and (character.isspace() or apart):
            begin, end = columns[first] - usual / 2 + 0.5, columns[place - 1] + usual / 2 + 0.5
            words.append((word, max(0.0, begin / length), min(1.0, end / length)))
            word = ""
        if not character.isspace():
            first = first if word else place
            word += character
            place += 1
    return tuple((w, round(b, 4), round(e, 4)) for w, b, e in words)


def _evenly(text: str) -> tuple[tuple[str, float, float], ...]:
    """Place words as if every character were as wide as the next."""
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append((word, round(at / len(text), 4), round((at + len(word)) / len(text), 4)))
        at += len(word)
    return tuple(words)
