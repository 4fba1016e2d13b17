"""What is done around a step: clipping, decay, averages, groups, sharpness; in one fixed order."""
