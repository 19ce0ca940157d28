package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class H2AllocatorTest extends SegmentAllocatorContract {

    H2AllocatorTest() {
        super(TestDatabases.H2, false);
    }
}
