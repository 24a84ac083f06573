"""Addresses of the network."""

from django.urls import path

from approdo.network.views import editor, files, news, review, translations

_RENDERING = "network/translations/<uuid:rendering_id>/"
_NEWS = "network/news/<uuid:news_id>/"
_LIST = "network/translations/"
_TEXT = "network/texts/<uuid:text_id>/"

# Texts and their translations
urlpatterns = [
    path(_LIST, translations.translations, name="translations"),
    path(f"{_LIST}export.csv", translations.export_translations, {"kind": "csv"}, name="export_translations_csv"),
    path(f"{_LIST}export.xlsx", translations.export_translations, {"kind": "xlsx"}, name="export_translations_xlsx"),
    path(f"{_LIST}sentences.xlf", files.take_translations, {"kind": "xlf"}, name="export_sentences_xliff"),
    path(f"{_LIST}sentences.csv", files.take_translations, {"kind": "csv"}, name="export_sentences_csv"),
    path(f"{_LIST}bring/", files.bring_translations, name="bring_translations"),
    path(f"{_LIST}files/<uuid:file_id>/", files.translation_file, name="translation_file"),
    path(f"{_LIST}files/<uuid:file_id>/take/", files.take_translation_file, name="take_translation_file"),
    path(_RENDERING, editor.translation, name="translation"),
    path(f"{_RENDERING}whole/", editor.translate_text, name="translate_text"),
    path(f"{_RENDERING}machine/", editor.machine_translate, name="machine_translate"),
    path(f"{_RENDERING}history/", editor.translation_history, name="translation_history"),
    path(f"{_RENDERING}review/", review.review_translation, name="review_translation"),
    path(f"{_RENDERING}reject/", review.reject_translation, name="reject_translation"),
    path(f"{_RENDERING}reopen/", review.return_to_draft, name="return_to_draft"),
    path(_TEXT, translations.text_page, name="network_text"),
    path(f"{_TEXT}languages/add/", translations.add_language, name="add_language"),
    path("network/news/", news.news_page, name="network_news"),
    path("network/news/export.csv", news.export_news, {"kind": "csv"}, name="export_news_csv"),
    path("network/news/export.xlsx", news.export_news, {"kind": "xlsx"}, name="export_news_xlsx"),
    path("network/news/new/", news.record_news, name="record_news"),
    path(_NEWS, news.news_item, name="news_item"),
    path(f"{_NEWS}correct/", news.correct_news, name="correct_news"),
    path(f"{_NEWS}withdraw/", news.withdraw_news, name="withdraw_news"),
    path("network/ease/", news.text_ease, name="text_ease"),
]
