"""Read-only views over every room: live board, statistics, reports."""
