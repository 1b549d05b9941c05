"""The register of enterprises (企业)."""
