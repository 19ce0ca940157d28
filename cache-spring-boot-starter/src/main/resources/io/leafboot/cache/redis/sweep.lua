-- Deletes some of the values that a clear left behind, as named under KEYS[6], unless they were written anew since.
-- ARGV[8] how many. Answers how many are left.
local texts = redis.call('ZRANGE', KEYS[6], 0, tonumber(ARGV[8]) - 1)
for _, text in ipairs(texts) do
  local data = ARGV[7] .. text
  if not ofGeneration(head(data)) then
    redis.call('UNLINK', data)
  end
  redis.call('ZREM', KEYS[6], text)
end
return redis.call('ZCARD', KEYS[6])
