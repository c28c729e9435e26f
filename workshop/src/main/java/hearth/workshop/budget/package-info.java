/**
 * Quantizes to a budget: the smallest file within a loss, or the least loss within a size. The entry class is {@link
 * hearth.workshop.budget.BudgetQuantization}: it measures what each part of a model suffers, searches the types, and measures the
 * result. It knows no terminal.
 */
package hearth.workshop.budget;
