CREATE TABLE IF NOT EXISTS ${claim_table} (
    claim_key varchar(64)  NOT NULL PRIMARY KEY,
    biz_tag   varchar(128) NOT NULL,
    wanted    int          NOT NULL,
    last_id   bigint       NOT NULL,
    length    int          NOT NULL,
    step      int          NOT NULL,
    millis    bigint       NOT NULL
);
CREATE INDEX IF NOT EXISTS ${claim_table}_millis ON ${claim_table} (millis);
