package org.tikilivechat.openfire;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Decides whether it makes sense to ask at all, so that a component that hangs cannot tie up every login thread. It
 * knows neither stanzas nor settings: what counts as a failure is decided by its user, {@link ComponentLogin}.
 *
 * <p>Closed until a number of failures in a row; then open for a pause; then exactly one caller is let through, whose
 * outcome closes it or opens it for another pause. Safe for any number of threads.
 */
final class CircuitBreaker {
    private final IntSupplier failuresToOpen;
    private final LongSupplier pauseMillis;
    private final LongSupplier clockMillis;

    private int failuresInARow;
    private boolean open;
    private boolean probing;
    private long openedAt;

    /**
     * @param failuresToOpen how many failures in a row open it; read at each failure
     * @param pauseMillis    how long it stays open; read at each question
     * @param clockMillis    a clock that never goes back
     */
    CircuitBreaker(IntSupplier failuresToOpen, LongSupplier pauseMillis, LongSupplier clockMillis) {
        this.failuresToOpen = failuresToOpen;
        this.pauseMillis = pauseMillis;
        this.clockMillis = clockMillis;
    }

    /** Whether the caller may go on. If so, it must call {@link #succeeded()} or {@link #failed()} exactly once. */
    synchronized boolean mayPass() {
        if (!open) {
            return true;
        }
        if (probing || clockMillis.getAsLong() - openedAt < pauseMillis.getAsLong()) {
            return false;
        }
        probing = true;
        return true;
    }

    synchronized void succeeded() {
        failuresInARow = 0;
        open = false;
        probing = false;
    }

    synchronized void failed() {
        failuresInARow++;
        // While open, only the probe's failure renews the pause; stragglers that set out before it opened do not.
        if (probing || (!open && failuresInARow >= failuresToOpen.getAsInt())) {
            open = true;
            probing = false;
            openedAt = clockMillis.getAsLong();
        }
    }
}
