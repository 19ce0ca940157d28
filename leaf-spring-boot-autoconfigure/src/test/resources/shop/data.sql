MERGE INTO item (id, name) VALUES (-1, 'from data.sql');
