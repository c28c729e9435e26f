package hearth.server.model;

/** Brings models into memory. */
public interface ModelLoader {
    /**
     * The memory a model would need, computed from the header of its file.
     *
     * @throws hearth.server.call.ApiException if the file is no model that can run
     */
    Need need(ServedModel model, LoadWish wish);

    /**
     * Loads it; takes long.
     *
     * @throws hearth.server.call.ApiException if that fails
     */
    ModelRunner load(ServedModel model, LoadWish wish);

    /** Bytes of memory, and the context and slots they are for. */
    record Need(long bytes, int contextLength, int slots) {}

    /**
     * How a model is to be loaded.
     *
     * @param contextLength positions of one sequence; 0 = as the server has it
     */
    record LoadWish(int contextLength) {
        /** As the server has it. */
        public static final LoadWish USUAL = new LoadWish(0);
    }
}
