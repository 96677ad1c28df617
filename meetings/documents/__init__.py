"""Documents of a meeting. The tool that makes PDF and Word knows none of this."""
