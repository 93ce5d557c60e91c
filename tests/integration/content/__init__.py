"""What feeds say, taken through to what people are told: oddities, floods, places, times."""
