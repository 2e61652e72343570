"""Deliveries: bundle -> the files that a portal takes."""

from evidencekit.deliveries.files import FilesDelivery
from evidencekit.deliveries.other import AddressesDelivery, TextDelivery, ZipDelivery
from evidencekit.deliveries.parts import PartsDelivery
from evidencekit.deliveries.single import SingleDelivery
from evidencekit.ports import DeliveryForm

BUILTIN: tuple[DeliveryForm, ...] = (
    SingleDelivery(),
    PartsDelivery(),
    FilesDelivery(),
    ZipDelivery(),
    TextDelivery(),
    AddressesDelivery(),
)
