"""Letters in the languages of their recipients: which one, from which phrases, with which dates and amounts."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders_golden import CONTENTS, DOCUMENTS, LANGUAGES, filled
from builders_letters import TODAY, assessment, case, exhibit, exhibits, fact, particulars, profile
from evidencekit import chronicle, claimwords, phrases, transportpaper
from evidencekit.boxes import has_boxes
from evidencekit.desk import Desk, open_desk
from evidencekit.engines.embedded import Embedded
from evidencekit.engines.libreoffice import LibreOffice
from evidencekit.errors import TemplateError, UsageError
from evidencekit.exhibittitles import title_of
from evidencekit.language import ENGLISH, Language, open_language
from evidencekit.letterdue import LETTERS
from evidencekit.model.bundle import Letter
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particular
from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode, View
from evidencekit.model.words import kind_words, view_words
from evidencekit.ports import LetterEngine
from evidencekit.reckoning import _EACH
from evidencekit.resources import Library, open_builtin, open_library
from evidencekit.rules.circumstances import circumstances
from evidencekit.rules.correspondence import provisions, spoken_with
from evidencekit.steps.profiles import every_profile, every_regime, load_profiles
from evidencekit.steps.write import write
from evidencekit.templatecheck import lint
from evidencekit.templating import find
from evidencekit.typefaces import from_system, from_wheel, lacking
from evidencekit.wordcheck import missing_words

ROOT = Path(__file__).parent.parent
FOREIGN = ("de", "zh")
SPOKEN = {
    "dhl-paket": "de", "gls": "de", "dpd-eu": "de", "china-cargo": "zh", "china-cargo-domestic": "zh", "picc": "zh",
    "cpic": "zh", "ping-an": "zh", "sf": "zh", "4px": "zh", "china-post-ems": "zh", "cainiao": "zh",
}  # fmt: skip
"""In which language these are written to where the consignment left from their own country."""
chinese = pytest.mark.skipif(
    from_wheel() is None and not from_system(), reason="no Chinese font is installed on this machine"
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def written(desk: Desk, who: Profile, lang: str, **changes: Any) -> dict[str, Letter]:
    """Write what is due of the crushed parcel in a language, by name."""
    of: dict[str, Any] = {
        "case": case(desk.root, **changes.pop("told", {})),
        "particulars": particulars(),
        "assessment": assessment(),
        "exhibits": exhibits(),
        "library": open_library(),
    } | changes
    made = write(
        who, of["case"], of["particulars"], of["assessment"], of["exhibits"], today=TODAY, desk=desk,
        library=of["library"], engines=(Embedded(),), lang=lang, lang_of_others=of.get("lang_of_others"),
    )  # fmt: skip
    return {letter.name: letter for letter in made}


def said(letter: Letter) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(letter.pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.replace("\u00a0", " ").replace("\ufffe", "").split())


def known(desk: Desk, **facts: str) -> Any:
    """Return circumstances of a damaged consignment of which these facts are known."""
    entries = tuple(Particular(name, value, (), stated=True) for name, value in facts.items())
    told = particulars(entries=entries, mode=None, loss_type=LossType.DAMAGED)
    return circumstances(case(desk.root), told, frozenset())


@pytest.mark.parametrize(
    ("code", "day", "moment", "amount", "odd", "number"),
    [
        ("en", "September 4, 2026", "Sep 4, 2026, 17:40", "USD 1,245.00", "JPY 1,245", "1,245.5"),
        ("en_GB", "4 September 2026", "4 Sept 2026, 17:40", "USD 1,245.00", "JPY 1,245", "1,245.5"),
        ("de", "4. September 2026", "04.09.2026, 17:40 Uhr", "1.245,00 USD", "1.245 JPY", "1.245,5"),
        ("zh", "2026年9月4日", "2026年9月4日 17:40", "USD 1,245.00", "JPY 1,245", "1,245.5"),
    ],
)
def test_dates_and_amounts_stand_as_the_language_writes_them(
    code: str, day: str, moment: str, amount: str, odd: str, number: str
) -> None:
    language = open_language(open_builtin(), code)

    assert language.day(date(2026, 9, 4)) == day
    assert language.moment(datetime(2026, 9, 4, 17, 40)) == moment
    assert language.money(Money(Decimal(1245), "USD")).replace("\u00a0", " ") == amount
    assert language.money(Money(Decimal(1245), "JPY")).replace("\u00a0", " ") == odd
    assert language.number(Decimal("1245.50")) == number


def test_a_country_or_script_of_a_language_takes_its_phrases() -> None:
    """Austrian German is German; Traditional Chinese is not Simplified Chinese."""
    library = open_builtin()

    assert open_language(library, "de_AT").say("Exhibit") == "Anlage"
    assert open_language(library, "zh-CN").say("Exhibit") == "附件"
    assert open_language(library, "zh_TW").say("Exhibit") == "Exhibit"
    with pytest.raises(UsageError, match="no language"):
        open_language(library, "klingon")


def _literals() -> Iterator[str]:
    """Yield every phrase that the program says as it stands in the code; the command line says its own in English."""
    for path in sorted((ROOT / "src" / "evidencekit").rglob("*.py")):
        if path.parent.name in ("cli", "ledger"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("say", "gap"):
                    yield from _texts(node.args[0])


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _tables() -> Iterator[str]:
    """Yield every phrase that stands in a table of the program."""
    yield from phrases.CAPACITIES.values()
    for words in phrases.LOSSES.values():
        yield from words
    yield from (*phrases.TITLES.values(), *phrases.GAPS, phrases.CELL, phrases.KEPT)
    yield from (*chronicle.EVENTS.values(), *chronicle.DOCUMENTS.values(), *chronicle.VIEWS.values())
    yield from (*_EACH.values(), *claimwords._OF_THE_CLAIM, claimwords._UNEXPLAINED)
    yield from (
        sort.title
        for name, sort in LETTERS.items()
        if name not in ("presentation-of-claim", "loss-prevention-note")
    )
    yield from (*map(kind_words, Kind), *map(view_words, View))
    yield from transportpaper.PAPERS
    yield from chronicle._DECIDED.values()
    yield from ("Claim filed", "Claim acknowledged", "Further documents sent", "Decision appealed against")
    for noun in ("{number} package is affected", "{number} packages are affected"):
        yield from (noun + ".", noun + " ({weight} gross).")
    yield from (
        "consignment of {number} package",
        "consignment of {number} packages",
        "page {number} of {total}",
    )
    yield from ("quantity lost times unit cost", "line by line", "less salvage", "as stated by the claimant")
    for cost in ("repair", "the share of freight", "the share of duty", "other costs"):
        yield f"plus {cost}"
    yield from (
        "Sum of the lines",
        "Sum of the lines whose amount is known",
        "{number} photographs taken",
        "Photograph taken",
    )
    yield from ("Letters", "Exhibits", "Delivered", "Shipped", "Packages", "Gross weight", "Route", "Vessel")


@pytest.mark.parametrize("code", FOREIGN)
def test_a_language_has_every_phrase_that_letters_and_bundles_say(code: str) -> None:
    language = open_language(open_builtin(), code)
    wanted = {t for t in (*_literals(), *_tables()) if t and t not in (", ", "{title}, {day}")}

    assert len(wanted) > 250
    assert sorted(t for t in wanted if not language.has(t)) == []


@pytest.mark.parametrize("name", SPOKEN)
def test_what_a_profile_calls_things_by_is_known_in_its_recipients_language(name: str) -> None:
    (who,) = load_profiles(open_builtin(), (name,), {})
    (spoken,) = who.languages
    language = open_language(open_builtin(), spoken.code)
    words = (
        who.department, *(r.title for r in who.requirements), *(f.title for f in who.facts), *(x.basis for x in who.limits),
    )  # fmt: skip

    assert spoken.code == SPOKEN[name]
    assert [w for w in words if not language.has(w)] == []


def test_every_other_recipient_is_written_to_in_english(desk: Desk) -> None:
    for who in every_profile(open_builtin()):
        if who.id not in SPOKEN:
            assert spoken_with(who, known(desk)) == "en", who.id


@pytest.mark.parametrize(
    ("name", "facts", "code"),
    [
        ("dhl-paket", {}, "de"),
        ("gls", {"from_country": "DE"}, "de"),
        ("gls", {"from_country": "ES"}, "en"),
        ("gls", {}, "en"),
        ("picc", {}, "zh"),
        ("ups-us", {"from_country": "DE"}, "en"),
    ],
)
def test_the_recipient_decides_the_language_where_nobody_wished_one(
    desk: Desk, name: str, facts: dict[str, str], code: str
) -> None:
    (who,) = load_profiles(open_builtin(), (name,), {})

    assert spoken_with(who, known(desk, **facts)) == code


@pytest.mark.parametrize(
    ("name", "facts", "cited"),
    [
        ("dhl-paket", {"to_country": "DE"}, ("HGB § 438",)),
        ("dhl-paket", {"to_country": "FR"}, ()),
        ("dhl-paket", {}, ()),
        ("ups-us", {"to_country": "DE"}, ()),
    ],
)
def test_a_provision_is_cited_only_where_it_surely_applies(
    desk: Desk, name: str, facts: dict[str, str], cited: tuple[str, ...]
) -> None:
    (who,) = load_profiles(open_builtin(), (name,), {})

    assert provisions((who,), known(desk, **facts)) == cited


@pytest.mark.parametrize("code", FOREIGN)
def test_every_provision_is_named_in_every_language_and_has_its_source(code: str) -> None:
    language = open_language(open_builtin(), code)
    rules: tuple[Profile | Regime, ...] = (*every_profile(open_builtin()), *every_regime(open_builtin()))
    cited = [(r, c) for r in rules for c in (*r.notice_under, *r.report_under)]

    assert {c.text for _, c in cited} == {
        "HGB § 438", "CMR art. 30", "Montreal Convention art. 31", "CIM art. 42", "CIM art. 47", "SMGS",
    }  # fmt: skip
    assert all(language.has(c.text) and c.source in r.sources for r, c in cited)


def test_a_german_claim_letter_says_what_a_claim_must_say(desk: Desk) -> None:
    judged = replace(assessment(), notice_under=("HGB § 438",))
    told = {"confirmed": {"goods-kept": True}}
    letter = written(
        desk, profile("claim-letter", recipient="DHL Paket"), "de", assessment=judged, told=told
    )["claim-letter"]
    text = said(letter)

    for words in (
        "20. Oktober 2026", "Unser Zeichen: HH-2026-017", "Schadenersatzforderung – Beschädigung auf dem Transport: 187,50 USD",
        "UPS, Sendungsnummer 1Z999AA10123456784, abgeliefert am 10. September 2026", "Sehr geehrte Damen und Herren,",
        "wir sind Eigentümer der Ware. Für den in diesem Schreiben beschriebenen Schaden", "halten wir Sie als Frachtführer haftbar",
        "Dieses Schreiben ist zugleich Schadensanzeige nach § 438 HGB",
        "Am 4. September 2026 wurde die Sendung von 12 Packstücken (86,4 kg brutto) an UPS übergeben. Sie wurde am 10. September 2026 abgeliefert.",
        "2 Packstücke sind betroffen (14,2 kg brutto)", "„2 ctns crushed, contents rattle“", "Zur Besichtigung halten wir die Ware und die Verpackung bereit.",
        "alle Rechte bleiben gegenüber sämtlichen Beteiligten ausdrücklich vorbehalten", "5 Fotos: Karton außen, alle Seiten des Kartons",
        "Mit freundlichen Grüßen", "Seite 1 von 2",
    ):  # fmt: skip
        assert words in text, words
    assert letter.lang == "de"
    assert letter.title == "Schadenersatzforderung"
    assert "We " not in text


@chinese
def test_a_chinese_claim_letter_says_what_a_claim_must_say(desk: Desk) -> None:
    told = particulars()
    insured = replace(
        told, entries=(*told.entries, Particular("policy_number", "MC-88/2026", (), stated=True))
    )
    who = profile("claim-letter", addressed_as="insurer", recipient="PICC", name="picc")
    kept = {"confirmed": {"goods-kept": True}}
    letter = written(desk, who, "zh", particulars=insured, told=kept)["claim-letter"]
    text = said(letter).replace(" ", "")

    for words in (
        "2026年10月20日", "我方编号：HH-2026-017", "索赔函——运输途中损坏：USD187.50", "敬启者：",
        "依据保险单MC-88/2026向贵司提出索赔", "2026年9月4日，共12件货物（毛重86.4kg）交付UPS承运。货物于2026年9月10日交付。",
        "其中2件受影响（毛重14.2kg）", "货物及包装现保留待检", "我方保留对所有相关方的索赔权及一切权利", "照片5张：外箱、箱体各面", "第1页，共2页",
    ):  # fmt: skip
        assert words in text, words
    assert [f.code for f in letter.findings if f.code in ("glyph-missing", "words-missing")] == []


@pytest.mark.parametrize(("code", "gap"), [("de", "[Frachtführer: nicht bekannt]"), ("zh", "[承运人：未知]")])
def test_a_gap_is_a_finding_in_every_language(desk: Desk, code: str, gap: str) -> None:
    """The finding quotes the gap as it stands in the letter, and says what to write."""
    letter = written(desk, profile("claim-letter"), code, particulars=particulars(entries=()))["claim-letter"]
    found = {f.subject: f.message for f in letter.findings if f.code == "gap"}

    assert gap in found["carrier"]
    assert '[consignment] in case.toml: carrier = "..."' in found["carrier"]


@pytest.mark.parametrize("code", ["en", *FOREIGN])
def test_a_name_that_ends_with_a_stop_ends_no_sentence_twice(desk: Desk, code: str) -> None:
    known = particulars()
    entries = tuple(
        replace(e, value="Blue Mesa Lines, Inc.") if e.name == "carrier" else e for e in known.entries
    )
    known = replace(known, claimant=replace(known.claimant, name="Oak & Rail, Inc."), entries=entries)
    told = {
        "claims": {"ups-us": {"decision": "denied", "decided_on": TODAY}},
        "loss": {"kept_at": "12 Dock St."},
    }
    names = ("appeal", "notice-of-claim", "inspection-invitation")
    made = {
        **written(desk, profile(*names), code, particulars=known, told=told),
        **written(desk, profile(*names), code, particulars=known, told={"loss": told["loss"]}),
    }

    assert set(made) == set(names)
    for letter in made.values():
        assert ".." not in said(letter), letter.name


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"bol_number": "N-7", "vessel": "North Vale Heron"}, "Konnossement N-7"),
        ({"bol_number": "N-7"}, "Frachtbrief (Bill of Lading) N-7"),
    ],
)
def test_only_a_ships_bill_of_lading_is_a_konnossement(facts: dict[str, str], title: str) -> None:
    shown = tuple(fact(name, value) for name, value in facts.items())
    reading = exhibit("bol.pdf", "A", Kind.BILL_OF_LADING, "", *shown).reading

    assert title_of(reading, Kind.BILL_OF_LADING, None, open_language(open_builtin(), "de")) == title
    assert title_of(reading, Kind.BILL_OF_LADING, None) == "Bill of lading N-7"


def test_german_has_one_word_for_the_drawing_right(desk: Desk) -> None:
    language = open_language(open_builtin(), "de")

    told = {"rates": {"SDR": {"rate": "1.1412 EUR", "on": TODAY, "source": "IMF"}}}
    letter = written(desk, profile("statement-of-claim"), "de", told=told)["statement-of-claim"]

    assert "Wechselkurs: 1 SZR = 1,1412 EUR" in said(letter)
    assert language.money(Money(Decimal("8.33"), "SDR")) == "8,33\u00a0SZR"
    assert open_language(open_builtin(), "en").money(Money(Decimal("8.33"), "SDR")) == "SDR\u00a08.33"


def test_german_adds_to_the_amount_in_one_list_and_one_case(desk: Desk) -> None:
    basis = "quantity lost times unit cost, line by line, plus the share of freight, the share of duty"
    letter = written(desk, profile("statement-of-claim"), "de", particulars=particulars(amount_basis=basis))

    assert "zuzüglich anteiliger Fracht und anteiligen Zolls" in said(letter["statement-of-claim"])


def test_a_promise_is_seen_in_every_language(desk: Desk) -> None:
    for code in FOREIGN:
        told = {"loss": {"kept_at": "Seattle"}}
        letter = written(desk, profile("notice-of-claim"), code, told=told)["notice-of-claim"]

        assert "goods-kept = false" in next(f.message for f in letter.findings if f.code == "goods-kept")
        assert "goods-kept" in [f.code for f in letter.findings], code


def test_what_has_no_template_in_a_language_is_in_english_throughout(desk: Desk) -> None:
    """No English letter with German dates; and it is said."""
    letters = written(desk, profile("presentation-of-claim", "chronology"), "de")

    assert letters["presentation-of-claim"].lang == "en"
    assert "October 20, 2026" in said(letters["presentation-of-claim"])
    assert "in-english" in [f.code for f in letters["presentation-of-claim"].findings]
    assert letters["chronology"].lang == "de"


def test_a_letter_to_somebody_else_is_not_in_the_recipients_language(desk: Desk) -> None:
    """The notice in a Chinese insurer's claim goes to the carrier, whoever that is."""
    who = profile("notice-of-claim", "claim-letter", addressed_as="insurer", recipient="PICC")
    letters = written(desk, who, "zh", lang_of_others="en")

    assert {n: letter.lang for n, letter in letters.items()} == {
        "notice-of-claim": "en",
        "claim-letter": "zh",
    }


def test_words_of_a_profile_that_a_language_lacks_are_named(desk: Desk) -> None:
    who = profile("claim-letter").model_copy(update={"department": "Bureau of Broken Things"})
    letter = written(desk, who, "de")["claim-letter"]

    (found,) = [f for f in letter.findings if f.code == "untranslated"]
    assert "Bureau of Broken Things" in found.message
    assert "languages/de.toml" in found.message
    assert "untranslated" not in [f.code for f in written(desk, who, "en")["claim-letter"].findings]


def test_a_firms_own_phrases_and_templates_win(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "fr.toml").write_text(
        'name = "French"\n[phrases]\n"Date" = "Date"\n"Claim letter" = "Lettre de réclamation"\n', "utf-8"
    )
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "claim-letter.fr.docx").write_bytes(
        find(open_builtin(), "claim-letter", "de").read_bytes()
    )
    library = Library((tmp_path, *open_builtin().folders))
    letter = written(desk, profile("claim-letter"), "fr", library=library)["claim-letter"]

    assert letter.title == "Lettre de réclamation"
    assert "20 octobre 2026" in said(letter)


def test_a_phrase_that_drops_a_value_is_refused(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "fr.toml").write_text(
        'name = "French"\n[phrases]\n"It was delivered on {day}." = "Livré."\n', "utf-8"
    )

    with pytest.raises(TemplateError, match="same values in braces"):
        open_language(Library((tmp_path,)), "fr")


def test_braces_in_a_value_are_not_taken_for_names() -> None:
    assert ENGLISH.say("It was delivered on {day}.", day="{day} {x}") == "It was delivered on {day} {x}."
    assert Language("de").say("File: {path}", path="a{number}.pdf") == "File: a{number}.pdf"


@pytest.mark.parametrize("engine", [Embedded(), LibreOffice()], ids=lambda e: e.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_every_letter_stands_in_its_pdf(
    tmp_path: Path, lang: str, engine: LetterEngine
) -> None:
    """Over all templates, with little and with much in them, in every language, by both engines."""
    if engine.missing() is not None:
        pytest.skip(f"needs {engine.missing()}")
    if lang == "zh" and from_wheel() is None and not from_system():
        pytest.skip("no Chinese font is installed on this machine")
    slow = engine.name == "libreoffice"
    for name in DOCUMENTS:
        for content in CONTENTS[-1:] if slow else CONTENTS:
            if slow and name not in (
                "claim-letter",
                "statement-of-claim",
                "photo-log",
                "consignee-statement",
            ):
                continue
            docx = filled(name, lang, content, tmp_path)
            laid_out = engine.lay_out(docx, docx.with_suffix(".pdf"))

            assert missing_words(docx, laid_out.pdf) == (), (name, content)
            assert not has_boxes(laid_out.pdf), (name, content)


def test_a_character_that_is_lost_from_chinese_text_is_seen(tmp_path: Path) -> None:
    """Chinese has no spaces: every character counts as a word."""
    from evidencekit.wordfile import read_parts, save

    docx = filled("follow-up-30", "zh", "short", tmp_path)
    laid_out = Embedded().lay_out(docx, tmp_path / "whole.pdf")
    parts = dict(read_parts(docx))
    parts["word/document.xml"] = (
        parts["word/document.xml"].decode().replace("索赔金额为", "索赔金额乃为").encode()
    )
    more = tmp_path / "more.docx"
    save(parts, more)

    assert missing_words(more, laid_out.pdf) == ("乃",)


def test_a_script_for_which_there_is_no_font_is_named_and_never_a_box(desk: Desk) -> None:
    """Its characters stand as their numbers, and the finding names them and the remedy."""
    odd = "\ua9b2\ua9a4"
    letter = written(
        desk, profile("claim-letter"), "en", particulars=particulars(description=f"Label: {odd}.")
    )["claim-letter"]
    if lacking(odd) != odd or "U+A9B2" not in said(letter):
        pytest.skip("a font of this machine has Javanese")
    (found,) = [f for f in letter.findings if f.code == "glyph-missing"]

    assert "U+A9B2" in found.message
    assert "evidencekit[cjk]" in found.message
    assert letter.pdf is not None
    assert not has_boxes(letter.pdf)
    assert "words-missing" not in [f.code for f in letter.findings]


@chinese
def test_the_chinese_font_is_embedded_and_only_what_is_used_of_it(tmp_path: Path) -> None:
    import pikepdf

    docx = filled("claim-letter", "zh", "short", tmp_path)
    pdf = Embedded().lay_out(docx, tmp_path / "zh.pdf").pdf

    assert pdf.stat().st_size < 150_000
    with pikepdf.open(pdf) as opened:
        fonts: list[Any] = [f for page in opened.pages for f in page.Resources.Font.values()]
        inner = [
            f.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in f else f.FontDescriptor
            for f in fonts
        ]
        assert inner
        assert all(any(k in d for k in ("/FontFile", "/FontFile2", "/FontFile3")) for d in inner)


@pytest.mark.skipif(from_wheel() is None, reason="needs evidencekit[cjk]")
def test_drawn_pages_take_the_wheels_font(tmp_path: Path) -> None:
    """Its outlines are of a kind that reportlab does not embed; they are turned into the other."""
    import pypdfium2
    from reportlab.pdfgen.canvas import Canvas

    from evidencekit.paper.fonts import CJK, runs

    assert runs("附件 A")[0] == (CJK, "附件")
    for number in range(2):
        canvas: Any = Canvas(str(tmp_path / f"{number}.pdf"), invariant=1)
        canvas.setFont(CJK, 20)
        canvas.drawString(50, 700, "附件目录：提单")
        canvas.save()
    page = pypdfium2.PdfDocument(tmp_path / "0.pdf")[0]

    assert page.get_textpage().get_text_bounded() == "附件目录：提单"
    assert (tmp_path / "0.pdf").read_bytes() == (tmp_path / "1.pdf").read_bytes()
    assert not has_boxes(tmp_path / "0.pdf")


def test_the_whole_bundle_speaks_the_language(tmp_path: Path) -> None:
    """Index, dividers, stamps, captions and bookmarks; what a person wished outranks the recipient's own language."""
    import pikepdf
    import pypdfium2

    from evidencekit import build

    folder = tmp_path / "paket"
    folder.mkdir()
    (folder / "case.toml").write_text(
        '[loss]\ntype = "damaged"\ndescription = "Eingedrückt."\namount = "10.00 EUR"\n', "utf-8"
    )
    (folder / "note.txt").write_text("Karton eingedrückt.", "utf-8")
    wishes = {None: ("de", "Schadenakte", "Anlage A"), "en": ("en", "Claim file", "Exhibit A")}
    for wish, (lang, title, label) in wishes.items():
        (outcome,) = build(
            folder, into=tmp_path / lang, recipients=["dhl-paket"], today=TODAY, draft=True, lang=wish
        )
        assert outcome.folder is not None
        document = pypdfium2.PdfDocument(outcome.folder / "bundle.pdf")
        texts = [page.get_textpage().get_text_bounded() for page in document]
        document.close()
        with pikepdf.open(outcome.folder / "bundle.pdf") as pdf, pdf.open_outline() as outline:
            marks = [str(item.title) for item in outline.root]

        assert title in texts[0]
        assert any(m.startswith(f"{label}: note.txt") for m in marks)
        assert f"{'Seite' if lang == 'de' else 'page'} 1 " in texts[0].replace("\u00a0", " ")
        assert any(("Zurück zum Inhalt" if lang == "de" else "Back to the index") in t for t in texts)


def test_a_wrong_name_of_the_language_in_case_toml_is_one_sentence(tmp_path: Path) -> None:
    from evidencekit import build

    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "case.toml").write_text('language = "deutsch"\n', "utf-8")
    (folder / "note.txt").write_text("x", "utf-8")

    with pytest.raises(UsageError, match="`deutsch` is no language"):
        build(folder, into=tmp_path / "out", recipients=["generic"], today=TODAY, draft=True)


def test_capacities_and_losses_are_all_there() -> None:
    """A new one needs its words in each language."""
    assert set(phrases.CAPACITIES) == set(Capacity)
    assert set(phrases.LOSSES) == set(LossType)
    assert Mode.SEA in phrases.NUMBERS


@pytest.mark.parametrize("lang", FOREIGN)
@pytest.mark.parametrize("name", [n for n in LETTERS if n.endswith("-message")])
def test_a_message_has_the_names_of_the_english_one(name: str, lang: str) -> None:
    """No fact is lost on the way into another language."""
    import re

    def names_in(code: str) -> list[str]:
        source = find(open_builtin(), name, code).read_text("utf-8")
        return sorted(re.findall(r"\{[{%] *(.*?) *[%}]\}", source))

    assert find(open_builtin(), name, lang).name == f"{name}.{lang}.txt"
    assert names_in(lang) == names_in("en")
    assert lint(find(open_builtin(), name, lang)) == ()


@pytest.mark.parametrize("lang", FOREIGN)
def test_every_template_of_a_language_is_sound(lang: str) -> None:
    """Every name is one that there is, on every branch; and all letters that go to somebody are there."""
    at_home = {"presentation-of-claim", "loss-prevention-note"}
    for name in DOCUMENTS:
        template = find(open_builtin(), name, lang)
        assert (template.name == f"{name}.{lang}.docx") is (name not in at_home), name
        assert lint(template) == ()
