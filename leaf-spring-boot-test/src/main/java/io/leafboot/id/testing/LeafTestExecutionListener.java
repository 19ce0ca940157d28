package io.leafboot.id.testing;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Before each test: chaos is healed, and ids begin anew where {@link AutoConfigureLeaf} says so. */
final class LeafTestExecutionListener implements TestExecutionListener, Ordered {

    /** After the context is there and tests have their fields, before transactions and scripts. */
    private static final int ORDER = 3_500;

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void prepareTestInstance(TestContext testContext) {
        if (testContext.hasApplicationContext()) {
            testContext
                    .getApplicationContext()
                    .getBeanProvider(LeafTestIds.class)
                    .forEach(LeafTestIds::started);
        }
    }

    @Override
    public void beforeTestMethod(TestContext testContext) {
        if (!testContext.hasApplicationContext()) {
            return;
        }
        ApplicationContext context = testContext.getApplicationContext();
        context.getBeanProvider(ChaosAllocator.class).forEach(ChaosAllocator::heal);
        for (LeafTestIds ids : context.getBeanProvider(LeafTestIds.class)) {
            if (ids.resetBeforeEach) {
                ids.reset();
            }
        }
    }
}
