"""Deliver: cut the bundle to the form in which the recipient's portal takes it."""

from evidencekit.desk import Desk
from evidencekit.errors import ProfileError
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.profile import Profile
from evidencekit.ports import DeliveryForm


def deliver(
    profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk, forms: tuple[DeliveryForm, ...]
) -> Delivery:
    """Make the files of `delivery/`; raise `ProfileError` where the profile names a form that nobody knows."""
    form = next((f for f in forms if f.name == profile.delivery.form), None)
    if form is None:
        known = ", ".join(f.name for f in forms)
        raise ProfileError(
            f"{profile.id}: there is no form of delivery {profile.delivery.form!r}; there are {known}."
        )
    files, findings = form.deliver(profile, bundle, letters, desk)
    return Delivery(files, findings)
