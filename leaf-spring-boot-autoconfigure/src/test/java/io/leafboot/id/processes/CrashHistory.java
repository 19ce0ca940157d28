package io.leafboot.id.processes;

import io.leafboot.id.processes.Fleet.Child;
import io.leafboot.id.processes.Progress.Counter;
import io.leafboot.id.segment.Ordering;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A random succession of what can happen to processes and their database. */
final class CrashHistory {

    private static final Logger log = LoggerFactory.getLogger(CrashHistory.class);

    private final Fleet fleet;

    private final Database database;

    private final Random random;

    CrashHistory(Fleet fleet, Database database, long seed) {
        this.fleet = fleet;
        this.database = database;
        this.random = new Random(seed);
    }

    void start(int processes) {
        for (int i = 0; i < processes; i++) {
            startOne();
        }
    }

    private void startOne() {
        int number = fleet.all().size();
        fleet.start(number % 2 == 0 ? Ordering.STRICT : Ordering.STRIPED, number % 3 == 0);
    }

    /** Lets the processes draw for a while; how long is counted in ids, so that it is as long on a slow machine. */
    void draw(int most) {
        fleet.awaitDrawn(fleet.drawn() + 1 + random.nextInt(most));
    }

    /** Kills a process, one that just starts perhaps, and starts another. */
    void killOne() {
        Child victim = any(fleet.alive());
        log.info("kill -9 of {}{}", victim, victim.isReady() ? "" : ", which is starting");
        fleet.kill(victim);
        startOne();
    }

    /** Ends a process in order, while it draws, and starts another. */
    void endOne() {
        Child leaving = any(fleet.alive());
        log.info("the end of {}", leaving);
        fleet.end(List.of(leaving));
        startOne();
    }

    /**
     * Kills the database until every process has run out of ids, kills a process in the meantime if told so, and starts
     * the database again. All processes live on and draw from new segments.
     */
    void outage(boolean killOneMeanwhile) {
        fleet.awaitReady();
        log.info("kill -9 of the database");
        fleet.noteOutage();
        database.server().kill();
        fleet.awaitEach(Counter.EXHAUSTED);
        if (killOneMeanwhile) {
            fleet.kill(any(fleet.alive()));
        }
        database.server().restart();
        log.info("the database is back");
        fleet.awaitFreshSegments();
        if (killOneMeanwhile) {
            startOne();
        }
    }

    void endAll() {
        fleet.end(fleet.alive());
    }

    private Child any(List<Child> children) {
        return children.get(random.nextInt(children.size()));
    }
}
