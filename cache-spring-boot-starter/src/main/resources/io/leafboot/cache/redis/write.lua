-- Puts and evicts; an item is ARGV op ('p' or 'e'), text, ttl, px, value. Answers for each whether there was a value, and
-- then the id of the last entry in the log.
local there, last = {}, nil
for i = 0, (#KEYS - 4) / 2 - 1 do
  local data, lease, arg = KEYS[5 + 2 * i], KEYS[6 + 2 * i], 9 + 5 * i
  local op, text = ARGV[arg], ARGV[arg + 1]
  there[i + 1] = present(data) and 1 or 0
  if op == 'p' then
    store(data, text, ARGV[arg + 2], ARGV[arg + 3], ARGV[arg + 4])
  else
    drop(data, text)
  end
  redis.call('DEL', lease)
  last = tell(text)
end
ring()
there[#there + 1] = last or ''
return there
