"""Recognizers: picture -> lines of words, where only pixels say what stands there."""

from evidencekit.ports import Recognizer
from evidencekit.recognizers.rapid import RapidRecognizer
from evidencekit.recognizers.tesseract import TesseractRecognizer

BUILTIN: tuple[Recognizer, ...] = (RapidRecognizer(), TesseractRecognizer())
