-- Puts one item (ARGV[8] on) if there is no value, or only an old one. Answers the value that is there.
local found = read(KEYS[6])
if valid(found) and fresh(found) then
  return answer(KEYS[6], found)
end
store(KEYS[6], 8, evicts)
redis.call('DEL', KEYS[7])
tell('k', ARGV[9])
ring()
return {}
