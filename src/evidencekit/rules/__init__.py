"""Rules: what profiles and regimes say, judged on one case."""
