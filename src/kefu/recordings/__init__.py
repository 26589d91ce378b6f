"""Voice recordings: policy, storage, playback."""
