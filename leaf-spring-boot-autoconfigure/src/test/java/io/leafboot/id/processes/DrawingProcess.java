package io.leafboot.id.processes;

import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdRange;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.LeafTags;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.http.client.LeafHttpClientAutoConfiguration;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.processes.Progress.Counter;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring application that draws ids with several threads, in every way there is, and notes each one that it was given.
 * It ends by a signal, by a line {@code stop} on its standard input, and at once when its parent is gone.
 *
 * <p>The threads are not told before the generator stops: they draw until it refuses them.
 */
final class DrawingProcess {

    static final String PROGRESS = "progress";

    /** The statuses of all tags after the application has ended in order. */
    static final String STATUS = "status";

    private static final long SECONDS_TO_JOIN = 30;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        LeafHttpClientAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        LeafJpaAutoConfiguration.class,
        LeafAutoConfiguration.class
    })
    static class Application {}

    private final Path directory;

    private final long pauseMicros;

    private final Progress progress;

    private final List<Thread> drawers = new ArrayList<>();

    private final CountDownLatch started = new CountDownLatch(1);

    private volatile ConfigurableApplicationContext context;

    private volatile SegmentIdGenerator generator;

    private DrawingProcess(Path directory, long pauseMicros) {
        this.directory = directory;
        this.pauseMicros = pauseMicros;
        this.progress = Progress.create(directory.resolve(PROGRESS));
    }

    /** Arguments: a directory of its own, how many threads, a seed, a pause in microseconds, then Spring's. */
    public static void main(String[] args) {
        DrawingProcess process = new DrawingProcess(Path.of(args[0]), Long.parseLong(args[3]));
        process.daemon("commands", process::obey);
        SpringApplication.getShutdownHandlers().add(process::finish);
        process.start(Arrays.copyOfRange(args, 4, args.length), Integer.parseInt(args[1]), Long.parseLong(args[2]));
    }

    private void start(String[] springArgs, int threads, long seed) {
        context = new SpringApplication(Application.class).run(springArgs);
        generator = context.getBean(SegmentIdGenerator.class);
        for (int number = 0; number < threads; number++) {
            drawers.add(new Thread(new Drawer(number, new Random(seed + number)), "drawer-" + number));
        }
        drawers.forEach(Thread::start);
        progress.ready();
        started.countDown();
    }

    private void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void obey() {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                started.await();
                switch (words[0]) {
                    case "stop" -> daemon("exit", () -> System.exit(0));
                    case "report" -> Report.write(generator.statuses(), directory.resolve(words[1]));
                    case "advance" -> context.getBean(LeafTags.class).advance(words[1], Long.parseLong(words[2]));
                    default -> throw new IllegalArgumentException(line);
                }
            }
            Runtime.getRuntime().halt(1); // the parent is gone
        } catch (IOException | InterruptedException | RuntimeException e) {
            broken(e);
        }
    }

    /** Called when Spring has closed the context. */
    private void finish() {
        try {
            for (Thread drawer : drawers) {
                drawer.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_JOIN));
                if (drawer.isAlive()) {
                    throw new IllegalStateException(drawer + " still draws after the generator was stopped");
                }
            }
            if (generator != null) {
                Report.write(generator.statuses(), directory.resolve(STATUS));
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            broken(e);
        }
    }

    /** Something that no caller of a generator should see: the process ends, and with it the test. */
    private static void broken(Throwable e) {
        e.printStackTrace();
        Runtime.getRuntime().halt(3);
    }

    /** One thread, with a log for each tag. */
    private final class Drawer implements Runnable {

        private final int number;

        private final Random random;

        private final List<IdLog> logs = new ArrayList<>();

        private final List<TagIdGenerator> handles = new ArrayList<>();

        Drawer(int number, Random random) {
            this.number = number;
            this.random = random;
            for (String tag : Tags.NAMES) {
                logs.add(new IdLog(directory.resolve(tag + "." + number + Census.SUFFIX)));
                handles.add(generator.forTag(tag));
            }
        }

        @Override
        public void run() {
            CountDownLatch never = new CountDownLatch(1);
            try {
                while (true) {
                    int tag = random.nextInt(Tags.NAMES.size());
                    try {
                        draw(tag);
                    } catch (IdsExhaustedException e) {
                        progress.add(number, tag, Counter.EXHAUSTED, 1);
                    } catch (TagQuarantinedException e) {
                        progress.add(number, tag, Counter.QUARANTINED, 1);
                    }
                    if (never.await(pauseMicros, TimeUnit.MICROSECONDS)) {
                        return;
                    }
                }
            } catch (IdGeneratorStoppedException e) {
                // the end
            } catch (Throwable e) {
                broken(e);
            }
        }

        private void draw(int tag) {
            TagIdGenerator handle = handles.get(tag);
            switch (random.nextInt(4)) {
                case 0 -> {
                    for (int i = 0; i < 64; i++) {
                        note(tag, handle.nextId());
                    }
                }
                case 1 -> {
                    for (int i = 0; i < 64; i++) {
                        note(tag, generator.nextId(Tags.NAMES.get(tag)));
                    }
                }
                case 2 -> {
                    for (long id : handle.nextIds(1 + random.nextInt(500))) {
                        note(tag, id);
                    }
                }
                default -> {
                    for (int i = 0; i < 8; i++) {
                        IdRange range = handle.nextRange(1 + random.nextInt(Tags.LONGEST_DRAW));
                        logs.get(tag).add(range.first(), range.last());
                        progress.add(number, tag, Counter.DRAWN, range.size());
                    }
                }
            }
        }

        private void note(int tag, long id) {
            logs.get(tag).add(id, id);
            progress.add(number, tag, Counter.DRAWN, 1);
        }
    }
}
