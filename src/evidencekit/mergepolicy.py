"""The merge policy: what becomes of a file of each kind in the bundle, in one table. Converters and docs/files.md follow it."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from evidencekit.mediatype import ENCRYPTED_OFFICE, OFD, PROGRAMS
from evidencekit.tnef import TNEF
from evidencekit.wordfile import DOCX

_OPEN = "application/vnd.oasis.opendocument."
_XML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Policy:
    """One row: kinds of files, and what is done with them."""

    name: str
    """As people say it."""
    types: tuple[str, ...]
    """Media types, with `*` for any; the first row that has a file's type decides."""
    converter: str
    """The built-in converter that makes its pages; empty where a page explains that it is not shown."""
    becomes: str
    """What stands in the bundle."""
    without: str = ""
    """What does not go along, and what is said of it."""
    why: str = ""
    """On the explaining page, after the words 'it is not shown because'."""


MERGE_POLICY: tuple[Policy, ...] = (
    Policy(
        "PDF", ("application/pdf",), "pdf",
        "its pages in their own size and turn, with layers, visible notes, bookmarks and links inside the file; fields as they are filled in",
        "scripts, launches, films, sounds, and parts that lie elsewhere; attached files are evidence of their own; the text of notes is listed, and pages that are damaged inside the file are named, in findings; a signature is told, and ends with the merge: the signed file goes along where the form takes it; "
        "locked without a password, or a form for Adobe Reader alone (XFA): a page explains it",
    ),
    Policy(
        "drawing", ("image/svg+xml",), "", "a page that explains it",
        why="it is a drawing that may load other files (SVG); save it as PDF or PNG",
    ),
    Policy(
        "picture or photo (JPEG, PNG, TIFF, WebP, HEIC, AVIF, GIF, BMP, JPEG 2000)", ("image/*",), "image",
        "one on a page with its caption, upright, in sRGB; each page of a TIFF, the first picture of an animation; a JPEG that fits keeps "
        "its coded pixels",
        "place, camera and other data inside the file stay in the manifest",
    ),
    Policy(
        "table (XLSX, CSV, TSV)", ("text/csv", "text/tab-separated-values", f"{_XML}spreadsheetml.sheet"), "sheet",
        "drawn as a table with its headings on every page, wide ones on several sheets; no number is cut",
        "hidden sheets, columns and rows; that they are there, and formulas without a stored value, is told in a finding, and so are comments and charts; pictures are evidence of their own",
    ),
    Policy(
        "e-mail (EML, MSG)", ("message/rfc822", "application/vnd.ms-outlook"), "email",
        "its heads, all its text in its order, what programs report in it (that it was not delivered, that it was read), and the pictures "
        "inside it; where it says the same as plain text and as HTML, the one that says more",
        "nothing is fetched, and a finding counts the pictures that this leaves out; attachments, and pictures that are written into its HTML, are evidence of their own; "
        "what its HTML hides, such as lines for previews, is left out and counted in a finding",
    ),
    Policy(
        "Word (DOCX)", (DOCX,), "docx", "laid out by the engine that comes along, or by LibreOffice where words would be lost",
        "macros, links to other files, hidden text, whose words are counted in a finding; words that are lost all the same are named",
    ),
    Policy(
        "other office file (DOC, RTF, ODT, XLS, ODS, PPT, PPTX, ODP)",
        (
            "application/msword", "application/rtf", "text/rtf", f"{_OPEN}text", "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint", f"{_OPEN}presentation", f"{_OPEN}spreadsheet", f"{_XML}presentationml.presentation",
        ),
        "libreoffice",
        "laid out by LibreOffice where that is installed; in XLS and ODS columns grow with the numbers and texts that would be cut", "without LibreOffice a page explains it; macros never run; what is hidden on sheets, and comments, are named in findings",
    ),
    Policy(
        "text (TXT, HTML, JSON, labels in ZPL)", ("text/*", "application/json"), "text", "its text printed, in whatever encoding it came",
        "of HTML only what a reader sees: what its styles hide is left out and counted in a finding; nothing is fetched, and a finding counts the pictures that this leaves out; pictures that are written into it are evidence of their own",
    ),
    Policy(
        "archive (ZIP, 7z)", ("application/zip", "application/x-zip-compressed", "application/x-7z-compressed"), "",
        "nothing of its own: its files are evidence themselves, within limits", "with a password from case.toml where it is locked",
    ),
    Policy(
        "mailbox (MBOX)", ("application/mbox",), "", "a page that explains it",
        why="it is a mailbox; its messages are exhibits of their own",
    ),
    Policy(
        "package of Outlook (winmail.dat)", (TNEF,), "", "nothing of its own: its text and its files are evidence themselves",
        why="it is a package of Outlook (winmail.dat), in which nothing was found; ask the sender for the files themselves",
    ),
    Policy(
        "Chinese e-invoice (OFD)", (OFD,), "", "a page that explains it; what it says is read all the same",
        why="it is an OFD document, which cannot be drawn here",
    ),
    Policy(
        "locked Word, Excel or PowerPoint file", (ENCRYPTED_OFFICE,), "",
        "with its password what is inside, as above; without one a page that explains it", why="it is locked with a password",
    ),
    Policy(
        "empty file", ("application/x-empty",), "", "a page that explains it", why="it is empty: it holds not a single byte",
    ),
    Policy(
        "program", tuple(sorted(PROGRAMS)), "", "a page that explains it", "it is never run",
        why="it is a program, and programs are not opened",
    ),
    Policy(
        "damaged beyond recognition", ("application/octet-stream",), "", "a page that explains it",
        why="it is damaged, or of a type that nobody here knows",
    ),
    Policy("anything else", ("*",), "", "a page that names its kind"),
)  # fmt: skip


@cache
def policy_of(media_type: str) -> Policy:
    """Return the row for a media type; the last row has them all."""
    return next(p for p in MERGE_POLICY if any(fnmatchcase(media_type, t) for t in p.types))


def takes(converter: str, media_type: str) -> bool:
    """Say whether a built-in converter, by its name, makes the pages of files of this type."""
    return policy_of(media_type).converter == converter


def why_not_shown(media_type: str) -> str:
    """Return why files of this type get a page instead of being shown."""
    return policy_of(media_type).why or f"files of the type {media_type} cannot be shown"
