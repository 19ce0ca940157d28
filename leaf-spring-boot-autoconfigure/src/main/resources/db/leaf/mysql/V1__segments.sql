-- The key compares exactly: tags that differ in case only are two tags.
CREATE TABLE IF NOT EXISTS ${table} (
    biz_tag     varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    max_id      bigint       NOT NULL DEFAULT 0,
    step        int          NOT NULL DEFAULT 1000,
    description varchar(256) CHARACTER SET utf8mb4,
    update_time timestamp    NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
);
