package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class SchemaPartTest {

    private static final LeafSchemaPart CLAIMS = ClaimTable.PART;

    private static final LeafSchemaPart LATER =
            new LeafSchemaPart("later", "db/leaf-later", "V40__later.sql", "id", "leaf.later.enabled=false");

    private final TestDatabases kind;

    private TestDatabase database;

    SchemaPartTest(TestDatabases kind) {
        this.kind = kind;
    }

    @BeforeEach
    void createDatabase() {
        database = kind.create();
    }

    private void start(List<LeafSchemaPart> parts, String... settings) {
        LeafInstance.start(database, parts, settings).close();
    }

    @Test
    void aPartIsCreatedOnlyWhereItIsOn() {
        start(List.of());
        assertThatThrownBy(() -> database.query("SELECT 1 FROM leaf_claim")).isNotNull();

        start(List.of(CLAIMS));
        assertThat(database.query("SELECT " + CLAIMS.columns() + " FROM leaf_claim"))
                .isEmpty();
    }

    @Test
    void partsAreSwitchedOnAndOffInAnyOrder() {
        start(List.of(LATER));
        start(List.of(CLAIMS, LATER));
        start(List.of(CLAIMS));
        start(List.of());
        start(List.of(LATER, CLAIMS));

        assertThat(database.query("SELECT 1 FROM leaf_claim")).isEmpty();
        assertThat(database.query("SELECT 1 FROM leaf_later")).isEmpty();
    }

    @Test
    void aPartOfAnotherTableHasANameOfItsOwn() {
        start(List.of(CLAIMS));
        start(List.of(CLAIMS), "leaf.table-name=id_segments");

        assertThat(database.query("SELECT 1 FROM leaf_claim")).isEmpty();
        assertThat(database.query("SELECT 1 FROM id_segments_claim")).isEmpty();
    }

    @Test
    void aMissingPartIsAnErrorThatSaysHowToCreateIt() {
        start(List.of());
        assertThatThrownBy(() -> start(List.of(CLAIMS), "leaf.schema.enabled=false"))
                .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                    assertThat(e.description()).contains("'leaf_claim' is missing");
                    assertThat(e.action()).contains("leaf.http.claims.enabled=false");
                    String ddl = e.action().substring(e.action().indexOf("CREATE TABLE"));
                    for (String statement : ddl.split(";")) {
                        database.execute(statement);
                    }
                });

        start(List.of(CLAIMS), "leaf.schema.enabled=false");
    }
}
