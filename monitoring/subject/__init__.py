"""Subject access: what names somebody across the product, who may look it over, and the archive that goes out."""
