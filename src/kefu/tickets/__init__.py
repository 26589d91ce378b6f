"""What customers want: reports, complaints, enquiries and consultations, until they are settled."""
