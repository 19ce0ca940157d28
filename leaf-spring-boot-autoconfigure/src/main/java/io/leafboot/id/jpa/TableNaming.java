package io.leafboot.id.jpa;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;

/** Maps the entity to the configured table. */
final class TableNaming extends PhysicalNamingStrategyStandardImpl {

    private static final long serialVersionUID = 1L;

    private final String tableName;

    TableNaming(String tableName) {
        this.tableName = tableName;
    }

    @Override
    public Identifier toPhysicalTableName(Identifier logicalName, JdbcEnvironment context) {
        return Identifier.toIdentifier(tableName);
    }
}
