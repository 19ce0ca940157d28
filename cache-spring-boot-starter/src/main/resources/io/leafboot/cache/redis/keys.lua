-- Texts of keys from the index: ARGV[8] and ARGV[9] bounds as ZRANGEBYLEX takes them, ARGV[10] how many to look at.
-- Answers how many were looked at, the last of them, and those that are there.
local texts = redis.call('ZRANGEBYLEX', KEYS[3], ARGV[8], ARGV[9], 'LIMIT', 0, ARGV[10])
local found = {#texts, texts[#texts] or ''}
for _, text in ipairs(texts) do
  if present(ARGV[7] .. text) then
    found[#found + 1] = text
  end
end
return found
