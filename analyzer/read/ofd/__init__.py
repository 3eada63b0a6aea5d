"""OFD (GB/T 33190), the format of Chinese official documents: a zip package of XML pages."""
