"""The kit: decisions, flows, the audit trail, dates, files and page components. No word of the domain is in it."""
