package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class PortableOnPostgresAllocatorTest extends SegmentAllocatorContract {

    PortableOnPostgresAllocatorTest() {
        super(TestDatabases.POSTGRESQL, true);
    }
}
