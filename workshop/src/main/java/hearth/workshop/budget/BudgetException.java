package hearth.workshop.budget;

/** A budget that can't be kept. The message has what was asked and what can be had. */
public final class BudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetException(String message) {
        super(message);
    }
}
