"""What a session is and what happens next: pure, without Kivy, asyncio, devices or the clock."""
