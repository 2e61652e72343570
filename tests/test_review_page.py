"""review.html: one safe page that says what to do."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from builders_views import TODAY, assessment, case, exhibit, fact, jpeg, missing, particulars, placed, window
from evidencekit.model.assessment import Assessment, CheckStatus, WindowStatus
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.vocabulary import Kind, View
from evidencekit.views.plain import plain
from evidencekit.views.review import review_page

EVIL = '"><script>alert(1)</script><img src=x onerror=y>\u202egpj.exe\x1b[31m.pdf'


class _Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _page(
    *exhibits: Exhibit,
    told: Assessment | None = None,
    findings: tuple[Finding, ...] = (),
    pages: tuple[int, int] = (6, 7),
    thumbnails: dict[str, bytes] | None = None,
) -> str:
    return review_page(
        case=case(),
        exhibits=exhibits,
        particulars=particulars(),
        assessment=told or assessment(),
        findings=findings,
        placed=tuple(placed(e, *pages) for e in exhibits if e.label),
        thumbnails=thumbnails or {},
        today=TODAY,
    )


def test_a_complete_case_is_ready_to_send() -> None:
    """The headline says so and where the upload lies."""
    text = _Reader(_page(exhibit("invoice.pdf"))).text

    assert "Ready to send" in text
    assert "folder delivery" in text
    assert "8 days left" in text
    assert "Until October 28, 2026" in text


def test_what_blocks_is_the_headline() -> None:
    """A draft is never called ready."""
    text = _Reader(
        _page(findings=(blocking("x", "The invoice is for another shipment."), warning("y", "Look at it.")))
    ).text

    assert "Not ready: One thing stands in the way" in text
    assert "Ready to send" not in text
    assert text.index("another shipment") < text.index("Look at it.")


def test_a_closed_window_is_loud() -> None:
    """The page says how long ago it closed and that sending is still possible."""
    closed = window(WindowStatus.CLOSED, TODAY.replace(day=17), -3)

    text = _Reader(_page(told=assessment(CheckStatus.CLOSED, windows=(closed,)))).text

    assert "The time to claim has run out" in text
    assert "closed 3 days ago" in text
    assert "can still be sent" in text


def test_the_last_day_is_today() -> None:
    """Zero days left is not closed."""
    assert "today is the last day" in _page(told=assessment(windows=(window(latest=TODAY, days=0),)))


def test_a_window_without_its_date_is_never_in_time() -> None:
    """It cannot be counted, and the page says which date is missing."""
    unknown = window(WindowStatus.CANNOT_EVALUATE, None, None, explanation="The delivery date is not known.")

    text = _Reader(_page(told=assessment(CheckStatus.CANNOT_EVALUATE, windows=(unknown,)))).text

    assert "cannot be counted" in text
    assert "The delivery date is not known." in text
    assert "Ready to send" not in text


def test_what_is_missing_says_what_would_do_and_what_does_not_count() -> None:
    """And it is not told a second time among the findings."""
    repeated = blocking("missing-exhibit", "Missing: proof of value.", "proof-of-value")

    text = _Reader(
        _page(told=assessment(CheckStatus.INCOMPLETE, missing=(missing(),)), findings=(repeated,))
    ).text

    assert "Supplier invoice, or Receipt" in text
    assert "pro forma.pdf does not count: a pro-forma invoice proves no sale" in text
    assert "Missing: proof of value." not in text
    assert "Not ready" in text


def test_an_exhibit_is_told_with_its_reason_pages_and_facts() -> None:
    """Label, kind, because, pages with a link into the bundle, facts with their page."""
    page = _page(exhibit("invoice.pdf", facts=(fact("total", "1245.00", "invoice.pdf", 2),)))

    assert 'href="bundle.pdf#page=6"' in page
    text = " ".join(_Reader(page).text.split())
    assert "Supplier invoice (93%): the words 'invoice' on page 1" in text
    assert "1245.00 page 2" in text
    assert "6\u20137" in text


def test_what_the_case_stands_on_names_file_and_page() -> None:
    """Every value says where it was read."""
    text = " ".join(_Reader(_page()).text.split())

    assert "1Z999AA10123456784 label.png, barcode; scan0001.pdf, page 1" in text
    assert "1,245.00 USD case.toml" in text


def test_what_was_left_out_is_told_with_the_reason() -> None:
    """Nothing disappears in silence."""
    text = _Reader(
        _page(exhibit("copy.pdf", label=None, left_out="It has the same content as invoice.pdf."))
    ).text

    assert "copy.pdf: It has the same content as invoice.pdf." in " ".join(text.split())


def test_strangers_words_stay_words() -> None:
    """A file name, a title, a reason and a finding cannot become markup, turn lines round or steer a terminal."""
    evil = exhibit(
        EVIL, Kind.OTHER, title=EVIL, because=EVIL, note=EVIL, facts=(fact("seller", EVIL, EVIL, 1),)
    )
    page = _page(
        evil,
        exhibit(EVIL + "2", label=None, left_out=EVIL),
        findings=(warning("x", EVIL, EVIL), note("y", EVIL)),
    )
    read = _Reader(page)

    assert {tag for tag, _ in read.tags}.isdisjoint({"script", "iframe", "object", "link"})
    assert not [
        tag for tag, attributes in read.tags if tag == "img" or any(a.startswith("on") for a in attributes)
    ]
    assert "[U+202E]" in read.text
    assert not {"\u202e", "\x1b"} & set(page)


def test_the_page_needs_nothing_else() -> None:
    """No script, no outside file: a strict policy whose digest is that of the page's own style, pictures inside."""
    photo = exhibit("photo.jpg", Kind.PHOTO, view=View.OUTER_BOX)
    page = _page(photo, thumbnails={photo.source.sha256: jpeg()})
    read = _Reader(page)

    policy = next(
        a["content"] or ""
        for tag, a in read.tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    sources = [a["src"] or "" for tag, a in read.tags if tag == "img"]
    assert len(sources) == 1
    assert base64.b64decode(sources[0].removeprefix("data:image/jpeg;base64,")) == jpeg()
    assert not [a for _, a in read.tags if "style" in a]


def test_what_is_no_jpeg_is_no_picture() -> None:
    """Only JPEG bytes become a data address."""
    photo = exhibit("photo.jpg", Kind.PHOTO)

    assert "<img" not in _page(photo, thumbnails={photo.source.sha256: b"<svg onload=x>"})


def test_only_web_addresses_become_links() -> None:
    """A source's https address is a link; any other scheme stays text."""
    web = _Reader(_page(told=assessment(windows=(window(source="See https://example.com/a?b=c&d=e, 2026"),))))
    other = _Reader(_page(told=assessment(windows=(window(source="javascript:alert(1)"),))))

    assert "https://example.com/a?b=c&d=e" in [a.get("href") for _, a in web.tags]
    assert not [a for _, a in other.tags if "javascript" in (a.get("href") or "")]
    assert "javascript:alert(1)" in other.text


def test_the_same_values_give_the_same_page() -> None:
    """No clock, no chance."""
    assert _page(exhibit("invoice.pdf")) == _page(exhibit("invoice.pdf"))


def test_plain_keeps_what_people_write() -> None:
    """Accents, Chinese, emoji with joiners and right-to-left letters stay; marks that turn lines round are named."""
    for word in ("Größe", "照片", "👩\u200d🔧", "שלום", "a b"):
        assert plain(word) == word
    assert plain("a\u202eb\nc\x00") == "a[U+202E]b c[U+0000]"
