CREATE TABLE IF NOT EXISTS parcel (id bigint PRIMARY KEY, address varchar(100));
