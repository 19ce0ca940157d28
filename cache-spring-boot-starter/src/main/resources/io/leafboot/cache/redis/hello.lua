-- Writes an entry that concerns nobody: where a node begins to read, and what proves that the log works.
-- KEYS[1] log; ARGV[1] length, ARGV[2] channel, ARGV[3] what to ring with, ARGV[4] origin.
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', ARGV[4])
redis.pcall('PUBLISH', ARGV[2], ARGV[3])
return id
