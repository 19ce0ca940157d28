-- Puts that were made a while ago, unless another node has written their key since. ARGV[9] how far this node has read the
-- log; items from ARGV[10] on as for a write. Answers 1 for each that was put, 0 for each that came too late.
local written, all, looked = {}, false, 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[9], '+', 'COUNT', 1000)) do
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  looked = looked + 1
  if fields['c'] == ARGV[6] and fields['o'] ~= ARGV[5] then
    if fields['k'] then
      written[fields['k']] = true
    else
      all = true
    end
  end
end
all = all or looked == 1000
local put = {}
for i = 0, (#KEYS - 4) / 2 - 1 do
  local arg = 10 + 5 * i
  local text = ARGV[arg + 1]
  if all or written[text] then
    put[i + 1] = 0
  else
    store(KEYS[5 + 2 * i], text, ARGV[arg + 2], ARGV[arg + 3], ARGV[arg + 4])
    redis.call('DEL', KEYS[6 + 2 * i])
    tell(text)
    put[i + 1] = 1
  end
end
ring()
return put
