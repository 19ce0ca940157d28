-- Row -1 stands for the table: layout of the ids in owner, number of worker ids ever given in fence.
CREATE TABLE IF NOT EXISTS ${worker_table} (
    worker_id    int    NOT NULL PRIMARY KEY,
    owner        varchar(255),
    fence        bigint NOT NULL,
    lease_until  bigint NOT NULL,
    issued_until bigint NOT NULL
);
INSERT INTO ${worker_table} (worker_id, fence, lease_until, issued_until)
SELECT -1, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM ${worker_table} WHERE worker_id = -1);
