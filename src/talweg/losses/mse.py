from talweg.nouns import loss


@loss(label="MSE")
def mse(y_hat, y):
    """Mean squared error: errors of either sign cost alike, and twice the error costs four times as much.

    y_hat and y are numbers in one unit; the loss is in its square.

    Source: Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805.
    """
    error = y_hat - y
    return error**2, 2 * error
