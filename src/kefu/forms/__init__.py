"""Forms as data: one engine for orders, questionnaires and score sheets."""
