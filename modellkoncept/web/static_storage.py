"""How static files are named: by their content, so that a browser may keep them for ever."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also the imports between our ES modules lead to the hashed names."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # our modules import each other through more files than Django's 5
    # Ours only: others' files speak of imports in their comments, and of files they do not bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],  # noqa: SLF001 – Django offers no other way to narrow it
    )
