package io.leafboot.id.jpa;

import jakarta.persistence.metamodel.EntityType;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;

/** Shows tests of other packages what the application cannot see. */
public final class OurUnit {

    private OurUnit() {}

    public static List<String> entities(BeanFactory beans) {
        return beans.getBean(LeafPersistence.class)
                .inAutoCommit(manager -> manager.getMetamodel().getEntities().stream()
                        .map(EntityType::getName)
                        .sorted()
                        .toList());
    }

    public static DataSource pool(BeanFactory beans) {
        return beans.getBean(LeafPool.class).unlimitedDataSource();
    }
}
