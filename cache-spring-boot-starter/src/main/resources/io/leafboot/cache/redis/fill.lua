-- Puts what a load gave (ARGV as for a write, and ARGV[14] its token) if its lease still holds. Answers 1 if it did.
local lease = redis.call('GET', KEYS[6])
if not lease or generation .. lease ~= ARGV[14] then
  return 0
end
store(KEYS[5], ARGV[10], ARGV[11], ARGV[12], ARGV[13])
redis.call('DEL', KEYS[6])
return 1
