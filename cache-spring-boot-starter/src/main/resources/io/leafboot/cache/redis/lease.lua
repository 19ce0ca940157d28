-- Begins a load. Answers {value, milliseconds to live} if there is a value after all, else {token}.
-- A lease is void once the key is written or evicted, for that deletes it; loads that overlap share one.
-- ARGV[9] a token for when there is none, ARGV[10] milliseconds that a lease lives.
local found = read(KEYS[5])
if valid(found) then
  return {found, redis.call('PTTL', KEYS[5])}
end
local token = redis.call('GET', KEYS[6]) or ARGV[9]
redis.call('SET', KEYS[6], token, 'PX', ARGV[10])
return {generation .. token}
