-- Evicts all that has the tag ARGV[8]: what was loaded or put before is not valid any more. Answers the id in the log.
redis.call('UNLINK', KEYS[5] .. '#none') -- first, for a server that is full refuses a script that begins with a SET
evicts = evicts + 1
redis.call('SET', KEYS[1], generation .. struct.pack('>d', evicts))
redis.call('HSET', KEYS[5], ARGV[8], string.format('%.0f', evicts))
local id = tell('t', ARGV[8])
ring()
return {id or ''}
