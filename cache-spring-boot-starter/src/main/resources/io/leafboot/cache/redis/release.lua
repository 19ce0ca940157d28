-- Ends a load without a value to keep. ARGV[8] its token, ARGV[9] its holder, ARGV[10] what to leave for others ('' for
-- nothing), ARGV[11] milliseconds for which it stays. Answers 1 if the key had not been written since it began.
local lease = redis.call('GET', KEYS[7])
if not holds(lease, ARGV[8]) then
  return 0
end
if string.sub(lease, 18, 25) == ARGV[9] then -- else another has taken over
  if ARGV[10] == '' then
    redis.call('DEL', KEYS[7])
  else
    redis.call('SET', KEYS[7], 'F' .. generation .. ARGV[10], 'PX', ARGV[11])
  end
end
return 1
