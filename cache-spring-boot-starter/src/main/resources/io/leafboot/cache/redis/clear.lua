-- Begins a new generation, ARGV[1]: whatever was written before is not valid any more. What the index names is set aside
-- under KEYS[6], to be deleted in the background; without an index, old values leave by their time to live. Answers the id
-- in the log.
redis.call('UNLINK', KEYS[1], KEYS[5]) -- first, for a server that is full refuses a script that begins with a SET
redis.call('SET', KEYS[1], ARGV[1] .. struct.pack('>d', 0))
if redis.call('EXISTS', KEYS[3]) == 1 then
  if redis.call('EXISTS', KEYS[6]) == 1 then
    redis.call('ZUNIONSTORE', KEYS[6], 2, KEYS[6], KEYS[3])
    redis.call('UNLINK', KEYS[3])
  else
    redis.call('RENAME', KEYS[3], KEYS[6]) -- which takes no time, however many there are
  end
  redis.call('UNLINK', KEYS[4])
end
local id = tell()
ring()
return id or ''
