-- Puts one item (ARGV as for a write) if there is no value. Answers the value that is there and its milliseconds to live.
local present = redis.call('GET', KEYS[5])
if valid(present) then
  return {present, redis.call('PTTL', KEYS[5])}
end
store(KEYS[5], ARGV[10], ARGV[11], ARGV[12], ARGV[13])
redis.call('DEL', KEYS[6])
tell(ARGV[10])
ring()
return {}
