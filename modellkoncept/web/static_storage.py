"""How static files are named: by their content, so that a browser may keep them for ever."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also the imports between our ES modules lead to the hashed names."""

    support_js_module_import_aggregation = True
    # Ours only: others' files speak of imports in their comments, and of files they do not bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],  # noqa: SLF001 – Django offers no other way to narrow it
    )
