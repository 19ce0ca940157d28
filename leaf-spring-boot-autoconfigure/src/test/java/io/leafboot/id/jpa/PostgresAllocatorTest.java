package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class PostgresAllocatorTest extends SegmentAllocatorContract {

    PostgresAllocatorTest() {
        super(TestDatabases.POSTGRESQL, false);
    }
}
