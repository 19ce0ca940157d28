package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class MySqlDriverAllocatorTest extends SegmentAllocatorContract {

    MySqlDriverAllocatorTest() {
        super(TestDatabases.MYSQL_DRIVER, false);
    }
}
