-- Puts that were made a while ago, unless another node has written their key since: then the key is evicted, for which of
-- the two is newer nobody knows, and what was there before either is older for sure. ARGV[9] how far this node has read the
-- log, ARGV[10] how many entries to look at; if there are more, or those from there on are gone, any key may have been
-- written. Items from ARGV[11] on as for a write. Answers 1 for each that was put, 0 for each that came too late,
-- and then the id of the last entry in the log.
local most = tonumber(ARGV[10])
local entries = redis.call('XRANGE', KEYS[2], ARGV[9], '+', 'COUNT', most + 1)
local written, all = {}, not entries[1] or entries[1][1] ~= ARGV[9] or #entries > most
for at = 2, #entries do
  local fields = {}
  for i = 1, #entries[at][2], 2 do
    fields[entries[at][2][i]] = entries[at][2][i + 1]
  end
  if fields['c'] == ARGV[6] and fields['o'] ~= ARGV[5] then
    if fields['k'] then
      written[fields['k']] = true
    else
      all = true
    end
  end
end
local put, last = {}, nil
for i = 0, (#KEYS - 4) / 2 - 1 do
  local arg = 11 + 5 * i
  local text = ARGV[arg + 1]
  if all or written[text] then
    drop(KEYS[5 + 2 * i], text)
    put[i + 1] = 0
  else
    store(KEYS[5 + 2 * i], text, ARGV[arg + 2], ARGV[arg + 3], ARGV[arg + 4])
    put[i + 1] = 1
  end
  redis.call('DEL', KEYS[6 + 2 * i])
  last = tell(text)
end
ring()
put[#put + 1] = last or ''
return put
