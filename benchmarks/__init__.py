"""How quick the pages are for a large trust, beside a bare Django view on the same data in the same run."""
