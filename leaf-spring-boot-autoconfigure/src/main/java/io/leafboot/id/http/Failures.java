package io.leafboot.id.http;

import io.leafboot.id.ClockMovedBackException;
import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGenerationException;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.NoWorkerIdException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What somebody far away is told when there is no id: why, and nothing of the database. */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static String describe(String tag, RuntimeException failure) {
        if (failure instanceof IdGenerationException
                || failure instanceof UnsupportedOperationException
                || failure instanceof IllegalArgumentException) {
            log.debug("No id for tag '{}'", tag, failure);
        } else {
            log.error("No id for tag '{}': the id generator failed in an unexpected way.", tag, failure);
        }
        return "No id for tag '" + tag + "': " + reason(failure) + ".";
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof UnknownTagException) {
            return "there is no such tag";
        } else if (failure instanceof IdsExhaustedException) {
            return "the ids in memory ran out, and no more could be claimed in time";
        } else if (failure instanceof TagQuarantinedException) {
            return "its row went back, and an operator has to advance it";
        } else if (failure instanceof InvalidSegmentException) {
            return "its row cannot be claimed from";
        } else if (failure instanceof IdLimitReachedException) {
            return "its highest id is reached";
        } else if (failure instanceof NoWorkerIdException) {
            return "this server has no worker id now";
        } else if (failure instanceof ClockMovedBackException) {
            return "the server's clock went back";
        } else if (failure instanceof IdGeneratorStoppedException) {
            return "the service is stopping";
        } else if (failure instanceof IdAcquisitionInterruptedException) {
            return "the wait for it was interrupted";
        } else if (failure instanceof UnsupportedOperationException) {
            return "tags of its type have none of this kind";
        }
        return "the id generator failed";
    }
}
