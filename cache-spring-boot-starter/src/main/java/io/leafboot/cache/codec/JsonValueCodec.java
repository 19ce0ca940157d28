package io.leafboot.cache.codec;

import java.lang.reflect.Type;
import tools.jackson.databind.json.JsonMapper;

/** JSON through Jackson. */
public final class JsonValueCodec implements ValueCodec {

    private final String name;
    private final JsonMapper mapper;

    /** The format {@code json}, with a mapper of its own that knows the modules on the class path. */
    public JsonValueCodec() {
        this("json", JsonMapper.builder().findAndAddModules().build());
    }

    /**
     * A format of this name.
     *
     * @param mapper must not have default typing switched on, which would let the bytes choose a class
     */
    public JsonValueCodec(String name, JsonMapper mapper) {
        this.name = name;
        this.mapper = mapper;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] encode(Object value, Type type) {
        return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length, Type type) {
        return mapper.readerFor(mapper.constructType(type)).readValue(bytes, offset, length);
    }
}
