"""The pages beside a bundle: one for the person who files it, one for who receives it."""

from dataclasses import replace

from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, DeliveredFile, Delivery
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding
from evidencekit.model.profile import Profile
from evidencekit.views.review import review_page
from evidencekit.views.verifypage import NAME as VERIFY_PAGE
from evidencekit.views.verifypage import verify_page
from evidencekit.workbench import Workbench


def page_for_the_filer(
    bench: Workbench,
    assessment: Assessment,
    exhibits: tuple[Exhibit, ...],
    bundle: Bundle,
    findings: tuple[Finding, ...],
) -> str:
    """Write the page for the person who files, with a thumbnail of every picture that was opened."""
    read = bench.read
    thumbnails = {
        s.sha256: t.read_bytes() for s in read.sources if (t := bench.desk.path(s, "thumbnail.jpg")).is_file()
    }
    return review_page(
        case=read.case, exhibits=exhibits, particulars=read.particulars, assessment=assessment,
        findings=findings, placed=bundle.exhibits, thumbnails=thumbnails, today=bench.today,
    )  # fmt: skip


def with_page_to_check(bench: Workbench, profile: Profile, delivery: Delivery, sent: Bundle) -> Delivery:
    """Add the page on which the recipient can see whether the files are as they were sent, where there are any but texts."""
    files = delivery.files
    if all(f.location.suffix == ".txt" for f in files):
        return delivery
    page = bench.desk.folder(f"check-{profile.id}") / VERIFY_PAGE
    page.write_text(
        verify_page(
            files, sent, claimant=bench.read.particulars.claimant.name, recipient=profile.recipient, today=bench.today
        ),
        encoding="utf-8",
    )  # fmt: skip
    what = "goes along by e-mail: on it the recipient sees whether the files are as they were sent"
    return replace(delivery, files=(*files, DeliveredFile(VERIFY_PAGE, page, what, uploaded=False)))
