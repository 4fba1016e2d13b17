"""What looks at a run or a rule and says what is the matter: rates, shares of a step, gradients, curvature, NaN."""
