"""The doors by which somebody asks, or is asked for: what is kept of them beside the referral itself."""
