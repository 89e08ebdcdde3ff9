"""Makes pages of templates, in the visitor's language."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from component.frontdoors.texts import Texts
from component.frontdoors.web.paths import At
from component.frontdoors.web.settings import WebSettings
from component.frontdoors.web.texts import describe
from component.frontdoors.web.words import Told

STATIC_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that pages refer to; its name changes with its content."""

    name: str
    kind: str
    content: bytes


def read_static() -> Mapping[str, StaticFile]:
    """Read the files, by the names that templates call them."""
    found = {}
    for file in files("component.frontdoors.web").joinpath("static").iterdir():
        stem, dot, ending = file.name.rpartition(".")
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:16]
        kind = STATIC_TYPES[dot + ending]
        found[file.name] = StaticFile(f"{stem}.{digest}.{ending}", kind, content)
    return found


class Pages:
    """Makes pages.

    Args:
        settings: Of the site.
        texts: In every language that there is.
    """

    def __init__(self, settings: WebSettings, texts: Texts) -> None:
        self.languages = tuple(describe(code) for code in texts.catalogues)
        self.static = read_static()
        self._settings = settings
        self._texts = texts.catalogues
        self._templates = _read_templates()
        about = {
            "At": At,
            "url": self.url,
            "static": lambda name: f"{settings.folder}/static/{self.static[name].name}",
            "languages": self.languages,
            "site": settings.site_name,
            "site_url": settings.site_url,
            "domain": settings.chat_domain,
            "old_account": settings.old_account,
        }
        self._of_language = {
            language.code: {
                **about,
                **_translating(self._texts[language.code]),
                "language": language,
            }
            for language in self.languages
        }

    def url(self, at: At) -> str:
        """The path of a page, as browsers ask for it."""
        return f"{self._settings.folder}{at}"

    def translations(self, code: str) -> NullTranslations:
        """The texts of a language, for words that other doors have too."""
        return self._texts[code]

    def say(self, code: str, text: str, **values: object) -> str:
        """Translate a marked text and fill it in."""
        filled = {"site": self._settings.site_name, "domain": self._settings.chat_domain, **values}
        return self._texts[code].gettext(text) % filled

    def render(
        self,
        code: str,
        template: str,
        *,
        status: int = 200,
        here: At = At.START,
        told: Sequence[Told] = (),
        **values: object,
    ) -> web.Response:
        """Make a page.

        Args:
            code: Of the language.
            template: Name of its file, without the ending.
            status: Of HTTP.
            here: Where the page is: what the language switch opens again.
            told: Problems to be told on it.
            values: What the template names.
        """
        problems = [Told(self.say(code, t.text), t.field) for t in told]
        html = self._templates[template].render(
            self._of_language[code], here=self.url(here), problems=problems, **values
        )
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


@cache
def _read_templates() -> Mapping[str, Template]:
    """Compile them, once and at the beginning: it takes a tenth of a second."""
    environment = Environment(
        loader=PackageLoader("component.frontdoors.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension's
    names = environment.list_templates()
    return {name.removesuffix(".html"): environment.get_template(name) for name in names}


def _translating(texts: NullTranslations) -> Mapping[str, object]:
    """What templates call to translate: made by the extension, which knows only one language."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    return {name: environment.globals[name] for name in ("gettext", "ngettext")}
