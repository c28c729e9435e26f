package hearth.workshop.evaluate;

import java.util.function.Supplier;

/** Predictions from a file while it has them; then a model's, which the file keeps for the next time. */
final class KeptSource implements BaseSource {
    private final BaseLogits file;
    private final Supplier<BaseSource> computing;
    private BaseSource computed;
    private boolean fromFile;

    KeptSource(BaseLogits file, Supplier<BaseSource> computing) {
        this.file = file;
        this.computing = computing;
    }

    @Override
    public int vocabularySize() {
        return file.header().vocabularySize();
    }

    @Override
    public void begin(int window) {
        fromFile = window < file.storedWindows();
        if (fromFile) {
            file.beginReading(window);
            return;
        }
        if (computed == null) {
            computed = computing.get();
        }
        computed.begin(window);
        file.beginWriting();
    }

    @Override
    public void next(int rows, BaseRows target) {
        if (fromFile) {
            target.reserve(rows);
            for (int r = 0; r < rows; r++) {
                file.read(r, target);
            }
            return;
        }
        computed.next(rows, target);
        for (int r = 0; r < rows; r++) {
            file.write(r, target);
        }
    }

    @Override
    public void end() {
        if (fromFile) {
            file.endReading();
        } else {
            computed.end();
            file.endWriting();
        }
    }
}
