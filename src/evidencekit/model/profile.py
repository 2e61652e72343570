"""A claim program of a recipient as data: what it wants, by when, in what form, from which source."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class DeliveryKind(StrEnum):
    """The form in which a portal takes a bundle."""

    SINGLE = "single"


class DeliveryEntry(_Entry):
    """How the bundle must leave the house."""

    form: str = "single"
    """The name of a delivery plug-in: `single`, `files` ..."""
    max_file_bytes: int | None = None
    max_files: int | None = None
    formats: tuple[str, ...] = ()
    """Extensions that the form takes, such as `pdf`, `jpg`; empty where the source does not say."""


class Profile(_Entry):
    """One program in the version that is in force."""

    id: str
    """`<recipient>-<program>[-<market>]`, such as `ups-us`."""
    title: str
    """For people: `UPS, damage and loss claims, USA`."""
    recipient: str
    """The recipient's name as it stands in a letter."""
    letters: tuple[str, ...]
    """Names of letter templates, in the order in which they stand in the bundle."""
    messages: tuple[str, ...] = ()
    """Names of messages to paste, such as `amazon-case-message`."""
    delivery: DeliveryEntry = DeliveryEntry()
    effective_from: date | None = None
