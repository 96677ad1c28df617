"""The files of the demo's round: what organisations and SKR have uploaded, as plain text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoFile:
    """A file with the text of each of its versions, the oldest first."""

    title: str
    name: str
    purpose: str
    visibility: str
    versions: tuple[str, ...]


OF_ROUND = DemoFile(
    title="Så förbereder ni er presentation",
    name="forbered-presentationen.txt",
    purpose="material",
    visibility="round",
    versions=(
        "Tio minuter. Berätta vad ni vill förbättra och varför.\n",
        "Tio minuter. Berätta vad ni vill förbättra, varför, och vad ni vill ha hjälp med.\n",
    ),
)
OF_HOST = DemoFile(
    title="Granvik: så arbetar vi med styrning",
    name="granvik-styrning.txt",
    purpose="presentation",
    visibility="group",
    versions=("Mål, uppföljning och dialog: så hänger det ihop hos oss i Granvik.\n",),
)
