"""Deliveries: bundle -> the files that a portal takes."""

from evidencekit.deliveries.files import FilesDelivery
from evidencekit.deliveries.single import SingleDelivery
from evidencekit.ports import DeliveryForm

BUILTIN: tuple[DeliveryForm, ...] = (SingleDelivery(), FilesDelivery())
