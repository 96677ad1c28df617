"""The register of Sweden's municipalities and regions, and how one is found in it. Pure."""
