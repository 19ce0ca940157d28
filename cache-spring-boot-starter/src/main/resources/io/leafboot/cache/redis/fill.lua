-- Puts what a load gave (item at ARGV[8], its token ARGV[14]) if its lease still holds. Answers 1 if it did.
local token = ARGV[14]
local lease = redis.call('GET', KEYS[7])
if not holds(lease, token) then
  return 0
end
redis.call('DEL', KEYS[7])
local began = number(token, 9)
if not tagsHold(ARGV[13], TAGS, began) then
  return 0
end
local replaced = ARGV[2] ~= '0' and ofGeneration(head(KEYS[6]))
store(KEYS[6], 8, began)
if replaced then -- others may have copies of what was there
  tell('k', ARGV[9])
  ring()
end
return 1
