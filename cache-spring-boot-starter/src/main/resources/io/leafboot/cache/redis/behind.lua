-- Puts that were made a while ago, unless another node has written their key since: then the key is evicted, for which of
-- the two is newer nobody knows, and what was there before either is older for sure. ARGV[8] how far this node has read the
-- log, ARGV[9] how many entries to look at; if there are more, or those from there on are gone, any key may have been
-- written. Items from ARGV[10] on. Answers 1 for each that was put, 0 for each that came too late, and then the id of the
-- last entry in the log.
local most = tonumber(ARGV[9])
local entries = redis.call('XRANGE', KEYS[2], ARGV[8], '+', 'COUNT', most + 1)
local written, all = {}, not entries[1] or entries[1][1] ~= ARGV[8] or #entries > most
for at = 2, #entries do
  local fields = {}
  for i = 1, #entries[at][2], 2 do
    fields[entries[at][2][i]] = entries[at][2][i + 1]
  end
  if fields['c'] == ARGV[5] and fields['o'] ~= ARGV[4] then
    if fields['k'] then
      written[fields['k']] = true
    else
      all = true
    end
  end
end
local put, last = {}, nil
for i = 0, (#KEYS - 5) / 2 - 1 do
  local data, arg = KEYS[6 + 2 * i], 10 + 6 * i
  local text = ARGV[arg + 1]
  if all or written[text] then
    drop(data, text)
    put[i + 1] = 0
  else
    store(data, arg, evicts)
    put[i + 1] = 1
  end
  redis.call('DEL', KEYS[7 + 2 * i])
  last = tell('k', text)
end
ring()
put[#put + 1] = last or ''
return put
