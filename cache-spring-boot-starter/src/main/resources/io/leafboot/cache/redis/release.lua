-- Ends a load without a value to keep. ARGV[8] its token ('' if the caller was not told of one: then only a lease of this very
-- holder is ended), ARGV[9] its holder, ARGV[10] what to leave for others ('' for nothing), ARGV[11] milliseconds for which it
-- stays. Answers 1 if the key had not been written since it began, nor a tag evicted, 2 if only a tag was; which tags a value
-- has that is not kept nobody asks.
local lease = redis.call('GET', KEYS[7])
local own = lease and string.sub(lease, 1, 9) == 'L' .. generation and string.sub(lease, 18, 25) == ARGV[9]
if not holds(lease, ARGV[8]) and not (ARGV[8] == '' and own) then
  return 0
end
if own then -- else another has taken over
  if ARGV[10] == '' then
    redis.call('DEL', KEYS[7])
  else
    redis.call('SET', KEYS[7], 'F' .. generation .. struct.pack('>d', evicts) .. ARGV[10], 'PX', ARGV[11])
  end
end
return (ARGV[8] == '' or string.sub(ARGV[8], 9, 16) == struct.pack('>d', evicts)) and 1 or 2
