"""Single files in upload order: pictures as JPEG below the portal's limit, everything else as PDF or as pictures of pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evidencekit.beside import InTwo
from evidencekit.deliveries.fitting import fit
from evidencekit.deliveries.single import messages
from evidencekit.deliveries.smaller import smaller_picture
from evidencekit.desk import Desk
from evidencekit.merging import standing_alone
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Kind, View
from evidencekit.model.words import kind_words, view_words
from evidencekit.names import portal_name
from evidencekit.ports import Delivered

_DPI = 150
_MOST_PIXELS = 2400

_Upload = tuple[str, Path]
"""The title of an upload and its file."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What becomes one upload, or one for each page."""

    title: str
    pdf: Path
    into: Path
    paged: PagedExhibit | None = None
    """None: it is a letter."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is being made of papers while the bundle is put together."""

    papers: list[_Paper]
    uploads: InTwo[_Paper, list[_Upload]]


@dataclass(frozen=True, slots=True)
class FilesDelivery:
    """One file for each letter and exhibit, numbered, and the bundle as one PDF for e-mail where the form takes no PDF."""

    name: str = "files"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def begin(
        self, profile: Profile, letters: tuple[Letter, ...], paged: tuple[PagedExhibit, ...], desk: Desk
    ) -> Callable[[], None]:
        """Let a second process begin with the uploads: what they show does not depend on the bundle."""
        begun = desk.memory[_key(profile)] = _begun(profile, letters, paged, desk)
        return begun.uploads.drop

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Cut the bundle into what the form takes."""
        shown = tuple(one.letter for one in bundle.letters), tuple(p.paged for p in bundle.exhibits)
        begun = desk.memory.pop(_key(profile), None)
        if not isinstance(begun, _Begun) or begun.papers != _papers(*shown, _place(profile, desk)):
            begun = _begun(profile, *shown, desk)
        made = begun.uploads.results()
        uploads = [upload for several in made for upload in several]
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


def _key(profile: Profile) -> str:
    return f"uploads {profile.id}"


def _place(profile: Profile, desk: Desk) -> Path:
    return desk.folder(f"delivery-{profile.id}")


def _begun(
    profile: Profile, letters: tuple[Letter, ...], paged: tuple[PagedExhibit, ...], desk: Desk
) -> _Begun:
    papers, made_of = _papers(letters, paged, _place(profile, desk)), partial(_uploads, profile, desk)
    return _Begun(papers, InTwo(papers, made_of, made_of, desk.spare_folder()))


def _papers(letters: tuple[Letter, ...], paged: tuple[PagedExhibit, ...], place: Path) -> list[_Paper]:
    """Return what is to be uploaded: letters first, then exhibits by label."""
    enclosed = [letter for letter in letters if letter.enclosed and letter.pdf is not None]
    return [
        *(
            _Paper(each.title, each.pdf, place / f"letter-{n}.pdf")
            for n, each in enumerate(enclosed, 1)
            if each.pdf is not None
        ),
        *(_Paper(_title(p), p.pdf, place / f"exhibit-{p.exhibit.label}.pdf", p) for p in paged),
    ]


def _uploads(profile: Profile, desk: Desk, paper: _Paper) -> list[_Upload]:
    """Make the files of one paper: a photo, one PDF, or pictures of its pages where the form takes no PDF."""
    photo = _photo(paper.paged, paper.into.with_suffix(".jpg"), profile, desk) if paper.paged else None
    if photo is not None:
        return [(paper.title, photo)]
    most, pdf = profile.delivery.max_file_bytes, paper.pdf
    if paper.paged is None:
        pdf = standing_alone(pdf, paper.into.with_stem(f"{paper.into.stem}-alone"))
    if _takes_pdf(profile):
        shown = paper.paged.exhibit if paper.paged else None
        return [(paper.title, fit(pdf, paper.into, most, lambda _: shown).path)]
    pages = list(_rendered(pdf, paper.into, most))
    return [
        (f"{paper.title} page {number}" if len(pages) > 1 else paper.title, page)
        for number, page in enumerate(pages, 1)
    ]


def _title(paged: PagedExhibit) -> str:
    exhibit = paged.exhibit
    if exhibit.kind is not Kind.PHOTO:
        return f"Exhibit {exhibit.label} {kind_words(exhibit.kind)}"
    seen = view_words(exhibit.view or View.UNKNOWN) or Path(exhibit.path).stem
    return f"Exhibit {exhibit.label} Photo {seen}"


def _photo(paged: PagedExhibit, into: Path, profile: Profile, desk: Desk) -> Path | None:
    """Return a photo as a JPEG that the portal takes, upright and without its camera's data; None where it is none."""
    from PIL import Image

    from evidencekit.pictures import UnreadablePictureError, open_picture

    source = paged.exhibit.source
    if paged.altered:
        return None  # the file shows what its pages hide
    if paged.exhibit.kind is not Kind.PHOTO or not source.media_type.startswith("image/"):
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


def _rendered(pdf: Path, into: Path, most: int | None) -> Iterator[Path]:
    """Draw pages as JPEG below a size."""
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            longest = max(page.get_width(), page.get_height(), 1)
            # Four bytes a pixel in Pillow's order: drawn faster, and taken over without a copy.
            scale = min(_DPI / 72, _MOST_PIXELS / longest)
            image = page.render(scale=scale, prefer_bgrx=True, rev_byteorder=True).to_pil()
            page.close()
            made = into.with_name(f"{into.stem}-{number + 1:03d}.jpg")
            made.write_bytes(smaller_picture(image, most))
            yield made
    finally:
        document.close()


def _too_many(files: tuple[DeliveredFile, ...], profile: Profile) -> Iterator[Finding]:
    most = profile.delivery.max_files
    if most is not None and len(files) > most:
        message = (
            f"There are {len(files)} files to upload and {profile.recipient} takes {most}. They are numbered by weight "
            f"in the file: upload the first {most}, and send the rest when you are asked, or leave evidence out."
        )
        yield warning("too-many-files", message)
