CREATE TABLE IF NOT EXISTS ${table} (
    biz_tag     varchar(128) PRIMARY KEY,
    max_id      bigint       NOT NULL DEFAULT 0,
    step        int          NOT NULL DEFAULT 1000,
    description varchar(256),
    update_time timestamp    NOT NULL DEFAULT CURRENT_TIMESTAMP
);
