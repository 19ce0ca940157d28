-- Fails unless the schema is as the shop left it: no table here may be "if not exists".
CREATE TABLE item (
    id   bigint PRIMARY KEY,
    name varchar(100)
);
