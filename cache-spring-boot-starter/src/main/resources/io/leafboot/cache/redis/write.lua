-- Puts and evicts; items from ARGV[8] on. Answers for each whether there was a value, and then the id of the last entry in
-- the log.
local there, last = {}, nil
for i = 0, (#KEYS - 5) / 2 - 1 do
  local data, lease, arg = KEYS[6 + 2 * i], KEYS[7 + 2 * i], 8 + 6 * i
  there[i + 1] = present(data) and 1 or 0
  if ARGV[arg] == 'p' then
    store(data, arg, evicts)
  else
    drop(data, ARGV[arg + 1])
  end
  redis.call('DEL', lease)
  last = tell('k', ARGV[arg + 1])
end
ring()
there[#there + 1] = last or ''
return there
