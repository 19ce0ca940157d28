package io.leafboot.cache.loading;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/** Puts work off to the commit of the caller's transaction. Works without spring-tx on the class path: there is no transaction then. */
public final class AfterCommit {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            AfterCommit.class.getClassLoader());

    private AfterCommit() {}

    /** Whether the caller is in a transaction. */
    public static boolean pending() {
        return PRESENT && Transactions.active();
    }

    /** Runs the work after the commit; it is dropped if the transaction rolls back. */
    public static void run(Runnable work) {
        run(work, () -> {});
    }

    /**
     * Like {@link #run(Runnable)}.
     *
     * @param unknown is run instead if nobody knows whether the transaction was committed
     */
    public static void run(Runnable work, Runnable unknown) {
        run(work, () -> {}, unknown);
    }

    /**
     * Like {@link #run(Runnable, Runnable)}.
     *
     * @param rolledBack is run instead after a rollback
     */
    public static void run(Runnable work, Runnable rolledBack, Runnable unknown) {
        Transactions.register(work, rolledBack, unknown);
    }

    /** Apart, so that its classes are loaded only when they are there. */
    private static final class Transactions {

        static boolean active() {
            return TransactionSynchronizationManager.isSynchronizationActive()
                    && TransactionSynchronizationManager.isActualTransactionActive();
        }

        static void register(Runnable work, Runnable rolledBack, Runnable unknown) {
            TransactionSynchronizationManager.registerSynchronization(new Write(work, rolledBack, unknown));
        }

        /**
         * Is called after the commit, unless another's synchronization failed before its turn or it was registered after
         * the commit: then it is called after completion alone.
         */
        private static final class Write implements TransactionSynchronization {

            private final Runnable work;
            private final Runnable rolledBack;
            private final Runnable unknown;
            private boolean begun;

            Write(Runnable work, Runnable rolledBack, Runnable unknown) {
                this.work = work;
                this.rolledBack = rolledBack;
                this.unknown = unknown;
            }

            @Override
            public void afterCommit() {
                begun = true;
                work.run();
            }

            @Override
            public void afterCompletion(int status) {
                if (!begun && status == STATUS_COMMITTED) {
                    afterCommit();
                } else if (status == STATUS_ROLLED_BACK) {
                    rolledBack.run();
                } else if (status == STATUS_UNKNOWN) {
                    unknown.run();
                }
            }
        }
    }
}
