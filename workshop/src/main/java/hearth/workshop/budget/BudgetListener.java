package hearth.workshop.budget;

/** Hears how far the work is; an exception from it stops the work, which can go on later. */
public interface BudgetListener {
    /**
     * @param stage what is being done, in a few words
     * @param done parts of it that are done
     * @param total parts there are
     */
    void progress(String stage, int done, int total);

    /** Something the user should know, in a sentence. */
    void note(String sentence);
}
