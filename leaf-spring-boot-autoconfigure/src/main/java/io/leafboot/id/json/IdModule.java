package io.leafboot.id.json;

import tools.jackson.databind.module.SimpleModule;

/** Ids as strings. Named, so that a mapper takes it once. */
final class IdModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    private final boolean largeOnly;

    IdModule(boolean largeOnly) {
        super("leaf-ids");
        this.largeOnly = largeOnly;
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new IdIntrospector(largeOnly));
    }
}
