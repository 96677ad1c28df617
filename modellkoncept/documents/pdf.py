"""Turn a page into accessible PDF through WeasyPrint, which no other module imports."""

import logging
import warnings

from django.conf import settings

from modellkoncept import embedded
from modellkoncept.documents.errors import CannotBeMadeError

logger = logging.getLogger(__name__)
STYLESHEET = settings.BASE_DIR / "static" / "css" / "document.css"


ACCESSIBLE = "pdf/ua-1"
# PDF/A-2 at its accessible level: tagged as the other, and no file can hide inside it as in A-3.
ARCHIVAL = "pdf/a-2a"


def html_to_pdf(html: str, *, archival: bool = False) -> bytes:
    """Render the page as tagged PDF, with nothing fetched from files or the network."""
    try:
        import weasyprint  # noqa: PLC0415 – takes most of a second, and libraries a machine may lack
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 – as above
    except OSError as error:
        logger.error("WeasyPrint cannot start: %s", error)  # noqa: TRY400 – the sentence says it all
        raise CannotBeMadeError(embedded.pango_help()) from error
    fetcher = URLFetcher(allowed_protocols=("data",))
    style = weasyprint.CSS(string=STYLESHEET.read_text(), url_fetcher=fetcher)
    variant = ARCHIVAL if archival else ACCESSIBLE
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    with warnings.catch_warnings():
        # WeasyPrint leaves it to Python to close the colour profile that PDF/A carries.
        warnings.simplefilter("ignore", ResourceWarning)
        # With what HTML itself says of looks: a list that begins at 7 does so here, too.
        return bytes(
            page.write_pdf(pdf_variant=variant, stylesheets=[style], presentational_hints=True)
        )
