-- Puts one item (ARGV as for a write) if there is no value. Answers the value that is there and its milliseconds to live.
local found = read(KEYS[5])
if valid(found) then
  return {found, redis.call('PTTL', KEYS[5])}
end
store(KEYS[5], ARGV[10], ARGV[11], ARGV[12], ARGV[13])
redis.call('DEL', KEYS[6])
tell(ARGV[10])
ring()
return {}
