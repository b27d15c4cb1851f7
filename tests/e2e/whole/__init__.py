"""The whole product by its stories, told once and lived on Slack (both doors) and on Discord."""
