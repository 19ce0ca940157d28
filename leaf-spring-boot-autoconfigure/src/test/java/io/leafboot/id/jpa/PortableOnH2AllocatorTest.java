package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;

class PortableOnH2AllocatorTest extends SegmentAllocatorContract {

    PortableOnH2AllocatorTest() {
        super(TestDatabases.H2, true);
    }
}
