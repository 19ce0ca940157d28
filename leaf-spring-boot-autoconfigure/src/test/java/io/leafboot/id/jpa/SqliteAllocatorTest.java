package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class SqliteAllocatorTest extends SegmentAllocatorContract {

    SqliteAllocatorTest() {
        super(TestDatabases.SQLITE, false);
    }
}
