"""What must stay valid: requirements, certificates, qualifications, and reminders before they run out."""
