-- Keys and tags compare exactly.
CREATE TABLE IF NOT EXISTS ${claim_table} (
    claim_key varchar(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    biz_tag   varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    wanted    int          NOT NULL,
    last_id   bigint       NOT NULL,
    length    int          NOT NULL,
    step      int          NOT NULL,
    millis    bigint       NOT NULL,
    KEY ${claim_table}_millis (millis)
);
