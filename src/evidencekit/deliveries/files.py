"""Single files in upload order: pictures as JPEG below the portal's limit, everything else as PDF or as pictures of pages."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore
from typing import Any

from evidencekit.deliveries.fitting import fit
from evidencekit.deliveries.single import messages
from evidencekit.deliveries.smaller import smaller_picture
from evidencekit.desk import Desk
from evidencekit.merging import standing_alone
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter, PlacedExhibit
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Kind, View
from evidencekit.model.words import kind_words, view_words
from evidencekit.names import portal_name
from evidencekit.ports import Delivered

_DPI = 150
_MOST_PIXELS = 2400
_AHEAD = 6
"""Drawn pages, of some 6 MB each, that may wait for their coding."""

_Upload = tuple[str, Path | Future[Path]]
"""The title of an upload and its file, which may still be on its way."""


@dataclass(frozen=True, slots=True)
class FilesDelivery:
    """One file for each letter and exhibit, numbered, and the bundle as one PDF for e-mail where the form takes no PDF."""

    name: str = "files"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Cut the bundle into what the form takes."""
        with ThreadPoolExecutor(max(1, desk.hands), "pages") as pool:
            promised = tuple(_uploads(profile, bundle, desk, _Coder(pool, profile.delivery.max_file_bytes)))
        uploads = [(title, path.result() if isinstance(path, Future) else path) for title, path in promised]
        digits = max(2, len(str(len(uploads))))
        files = tuple(
            DeliveredFile(
                f"{number:0{digits}d} {portal_name(title, 60)}{path.suffix}", path, f"upload: {title}"
            )
            for number, (title, path) in enumerate(uploads, 1)
        )
        findings = tuple(_too_many(files, profile))
        whole = () if _takes_pdf(profile) else (_whole(bundle),)
        return (*messages(letters, desk, profile), *files, *whole), findings


def _takes_pdf(profile: Profile) -> bool:
    formats = {f.lower().lstrip(".") for f in profile.delivery.formats}
    return not formats or "pdf" in formats


def _whole(bundle: Bundle) -> DeliveredFile:
    called = bundle.called[:1].lower() + bundle.called[1:]
    name = f"Whole {called} {portal_name(bundle.reference)}.pdf"
    return DeliveredFile(name, bundle.pdf, "for e-mail: the form takes no PDF", uploaded=False)


def _uploads(profile: Profile, bundle: Bundle, desk: Desk, coder: "_Coder") -> Iterator[_Upload]:
    """Give title and file of each upload: letters first, then exhibits by label."""
    place = desk.folder(f"delivery-{profile.id}")
    for number, one in enumerate(bundle.letters, 1):
        if one.letter.pdf is not None:
            alone = standing_alone(one.letter.pdf, place / f"letter-{number}-alone.pdf")
            yield from _paper(one.letter.title, alone, place / f"letter-{number}.pdf", profile, coder)
    for placed in bundle.exhibits:
        target = place / f"exhibit-{placed.exhibit.label}"
        photo = _photo(placed, target.with_suffix(".jpg"), profile, desk)
        if photo is not None:
            yield _title(placed), photo
        else:
            yield from _paper(
                _title(placed), placed.paged.pdf, target.with_suffix(".pdf"), profile, coder, placed.exhibit
            )


def _title(placed: PlacedExhibit) -> str:
    exhibit = placed.exhibit
    if exhibit.kind is not Kind.PHOTO:
        return f"Exhibit {exhibit.label} {kind_words(exhibit.kind)}"
    seen = view_words(exhibit.view or View.UNKNOWN) or Path(exhibit.path).stem
    return f"Exhibit {exhibit.label} Photo {seen}"


def _photo(placed: PlacedExhibit, into: Path, profile: Profile, desk: Desk) -> Path | None:
    """Return a photo as a JPEG that the portal takes, upright and without its camera's data; None where it is none."""
    from PIL import Image

    from evidencekit.pictures import UnreadablePictureError, open_picture

    source = placed.exhibit.source
    if placed.paged.altered:
        return None  # the file shows what its pages hide
    if placed.exhibit.kind is not Kind.PHOTO or not source.media_type.startswith("image/"):
        return None
    try:
        picture = open_picture(source, desk)
    except UnreadablePictureError:
        return None
    if picture.frames > 1 or picture.jpeg is None:
        return None
    most = profile.delivery.max_file_bytes
    if most is None or picture.jpeg.stat().st_size <= most:
        return picture.jpeg
    with Image.open(picture.jpeg) as image:
        into.write_bytes(smaller_picture(image, most))
    return into


def _paper(
    title: str, pdf: Path, into: Path, profile: Profile, coder: "_Coder", exhibit: Exhibit | None = None
) -> Iterator[_Upload]:
    """Give a paper as one PDF, or page by page as pictures where the form takes no PDF."""
    most = profile.delivery.max_file_bytes

    def shows(_: int) -> Exhibit | None:
        return exhibit

    if _takes_pdf(profile):
        yield title, fit(pdf, into, most, shows).path
        return
    pages = list(_rendered(pdf, into, coder))
    for number, page in enumerate(pages, 1):
        yield (f"{title} page {number}" if len(pages) > 1 else title), page


def _rendered(pdf: Path, into: Path, coder: "_Coder") -> Iterator[Future[Path]]:
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            longest = max(page.get_width(), page.get_height(), 1)
            image = page.render(scale=min(_DPI / 72, _MOST_PIXELS / longest)).to_pil()
            page.close()
            yield coder.code(image, into.with_name(f"{into.stem}-{number + 1:03d}.jpg"))
    finally:
        document.close()


class _Coder:
    """Codes pages as JPEG in threads while the next ones are drawn; only a few wait, for memory's sake."""

    def __init__(self, pool: Executor, most: int | None) -> None:
        self._pool, self._most, self._room = pool, most, Semaphore(_AHEAD)

    def code(self, image: Any, path: Path) -> Future[Path]:
        """Promise the file of one page."""
        self._room.acquire()
        return self._pool.submit(self._write, image, path)

    def _write(self, image: Any, path: Path) -> Path:
        try:
            path.write_bytes(smaller_picture(image, self._most))
        finally:
            self._room.release()
        return path


def _too_many(files: tuple[DeliveredFile, ...], profile: Profile) -> Iterator[Finding]:
    most = profile.delivery.max_files
    if most is not None and len(files) > most:
        message = (
            f"There are {len(files)} files to upload and {profile.recipient} takes {most}. They are numbered by weight "
            f"in the file: upload the first {most}, and send the rest when you are asked, or leave evidence out."
        )
        yield warning("too-many-files", message)
