"""From strokes on a pad to the picture that a document carries; strokes stay in memory."""
