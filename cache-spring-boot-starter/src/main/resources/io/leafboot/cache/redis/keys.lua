-- Texts of keys from the index: ARGV[9] and ARGV[10] bounds as ZRANGEBYLEX takes them, ARGV[11] how many to look at.
-- Answers how many were looked at, the last of them, and those that are there.
local texts = redis.call('ZRANGEBYLEX', KEYS[3], ARGV[9], ARGV[10], 'LIMIT', 0, ARGV[11])
local found = {#texts, texts[#texts] or ''}
for _, text in ipairs(texts) do
  if present(ARGV[8] .. text) then
    found[#found + 1] = text
  end
end
return found
