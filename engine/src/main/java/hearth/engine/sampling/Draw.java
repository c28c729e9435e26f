package hearth.engine.sampling;

/** Picks one of the candidates that are left; returns its id. */
interface Draw {
    int pick(Candidates candidates);
}
