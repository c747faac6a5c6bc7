"""What can become public: the canonical act, its digest, its states, and the proof of its release."""
