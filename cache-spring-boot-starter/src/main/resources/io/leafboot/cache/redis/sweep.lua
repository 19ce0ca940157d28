-- Deletes some of the values that a clear left behind, as named under KEYS[5], unless they were written anew since.
-- ARGV[9] how many. Answers how many are left.
local texts = redis.call('ZRANGE', KEYS[5], 0, tonumber(ARGV[9]) - 1)
for _, text in ipairs(texts) do
  local data = ARGV[8] .. text
  if not present(data) then
    redis.call('UNLINK', data)
  end
  redis.call('ZREM', KEYS[5], text)
end
return redis.call('ZCARD', KEYS[5])
