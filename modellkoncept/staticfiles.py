"""How static files are named: by their content, so that a browser may keep them for ever."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also the imports between our ES modules lead to the hashed names."""

    support_js_module_import_aggregation = True
