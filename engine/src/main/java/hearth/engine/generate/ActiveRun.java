package hearth.engine.generate;

/** A request that has a slot, and how far it is. */
record ActiveRun(GenerationTicket ticket, SequenceRun run) {}
