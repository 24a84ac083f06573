from approdo.network.models.news import NewsItem
from approdo.network.models.texts import Rendering, RenderingEvent, SourceVersion, Text, TranslationFile

__all__ = ["NewsItem", "Rendering", "RenderingEvent", "SourceVersion", "Text", "TranslationFile"]
