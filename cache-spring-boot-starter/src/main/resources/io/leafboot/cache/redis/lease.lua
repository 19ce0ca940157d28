-- Begins a load. ARGV[8] a token, ARGV[9] who asks, ARGV[10] milliseconds for which a load keeps others out (0: not at all),
-- ARGV[11] milliseconds after which its value is not taken any more, ARGV[12] 1 to load though there is a value, ARGV[13]
-- 1 if the caller has an old value, ARGV[14] whose load has been waited for.
-- Answers {'v', value, milliseconds to live, until it is old} if there is a value after all, {'h', holder, milliseconds} if
-- another loads it, {'f', failure, milliseconds} if it failed to lately, else {'t', token}.
-- A lease, 'L', generation (8), token (8), holder (8), until when others are kept out (8), is void once the key is written or evicted, for
-- that deletes it. Who comes after that time shares the token, and so may fill as well: a load that takes longer than others
-- are kept out is not undone by the next, and one whose holder died does not stand in the way.
-- A failure is 'F', generation (8), evicts by tag (8), whom to tell (1: all, 2: who has an old value, 0: who waited), holder
-- (8), what it was. An evict by tag ends it: which tags the value would have had nobody knows.
local found = read(KEYS[6])
if ARGV[12] ~= '1' and valid(found) and fresh(found) then
  local value = answer(KEYS[6], found)
  return {'v', value[1], value[2], value[3]}
end
local lease = redis.call('GET', KEYS[7])
local kind = lease and string.sub(lease, 2, 9) == generation and string.sub(lease, 1, 1)
local token = ARGV[8]
local exclusive = ARGV[10] ~= '0'
if kind == 'L' then
  local left = number(lease, 26) - now()
  if exclusive and left > 0 then
    return {'h', string.sub(lease, 18, 25), left}
  end
  token = string.sub(lease, 10, 17)
elseif kind == 'F' and exclusive and number(lease, 10) == evicts then
  local whom = string.sub(lease, 18, 18)
  if whom == '1' or (whom == '2' and ARGV[13] == '1') or string.sub(lease, 19, 26) == ARGV[14] then
    return {'f', string.sub(lease, 27), redis.call('PTTL', KEYS[7])}
  end
end
if exclusive or not kind then -- who keeps nobody out does not end the time of a failure: its fill is refused then
  local until_ = now() + tonumber(ARGV[10])
  redis.call('SET', KEYS[7], 'L' .. generation .. token .. ARGV[9] .. struct.pack('>d', until_), 'PX', ARGV[11])
end
return {'t', generation .. struct.pack('>d', evicts) .. token}
