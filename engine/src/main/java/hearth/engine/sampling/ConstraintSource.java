package hearth.engine.sampling;

/** Starts a constraint for each generation, so that a request can run more than once. Cheap: what is costly is compiled before. */
@FunctionalInterface
public interface ConstraintSource {
    /** A constraint at its beginning, shared with nobody. */
    TokenConstraint start();
}
