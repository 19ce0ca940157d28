package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class MariaDbAllocatorTest extends SegmentAllocatorContract {

    MariaDbAllocatorTest() {
        super(TestDatabases.MARIADB, false);
    }
}
