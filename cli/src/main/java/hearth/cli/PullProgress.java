package hearth.cli;

import hearth.store.pull.PullEvent;
import hearth.store.pull.PullListener;

/** Shows a pull's events as progress lines. */
final class PullProgress implements PullListener {
    private final ProgressDisplay display;

    PullProgress(ProgressDisplay display) {
        this.display = display;
    }

    @Override
    public void on(PullEvent event) {
        switch (event) {
            case PullEvent.Trying trying -> display.status("trying " + trying.source());
            case PullEvent.Status status -> display.status(status.text());
            case PullEvent.Progress progress -> {
                // An unknown length has no percentage: the status line above keeps spinning.
                if (progress.totalBytes() > 0) {
                    display.bar("pulling " + progress.label() + ":", progress.completedBytes(), progress.totalBytes());
                }
            }
            case PullEvent.SourceFailed failed -> display.status(failed.line());
            case PullEvent.Finished finished -> display.status("pulled " + finished.name().display() + " from " + finished.source());
        }
    }
}
