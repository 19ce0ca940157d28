package io.leafboot.id.jpa;

import java.util.Set;
import org.hibernate.boot.archive.scan.spi.ClassDescriptor;
import org.hibernate.boot.archive.scan.spi.MappingFileDescriptor;
import org.hibernate.boot.archive.scan.spi.PackageDescriptor;
import org.hibernate.boot.archive.scan.spi.ScanEnvironment;
import org.hibernate.boot.archive.scan.spi.ScanOptions;
import org.hibernate.boot.archive.scan.spi.ScanParameters;
import org.hibernate.boot.archive.scan.spi.ScanResult;
import org.hibernate.boot.archive.scan.spi.Scanner;

/** Has Hibernate look for nothing: by default it maps the application's {@code META-INF/orm.xml} into every unit. */
final class NothingToScan implements Scanner, ScanResult {

    @Override
    public ScanResult scan(ScanEnvironment environment, ScanOptions options, ScanParameters parameters) {
        return this;
    }

    @Override
    public Set<PackageDescriptor> getLocatedPackages() {
        return Set.of();
    }

    @Override
    public Set<ClassDescriptor> getLocatedClasses() {
        return Set.of();
    }

    @Override
    public Set<MappingFileDescriptor> getLocatedMappingFiles() {
        return Set.of();
    }
}
