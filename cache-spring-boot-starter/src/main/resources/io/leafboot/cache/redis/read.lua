-- Reads values, and renews the idle time (ARGV[8] milliseconds, 0: none) of those that are there, within their time to live.
-- Answers {value or false, milliseconds to live, until it is old} for each.
local found = {}
for i = 0, (#KEYS - 5) / 2 - 1 do
  local data = KEYS[6 + 2 * i]
  local value = read(data)
  local left, untilOld = -2, 0
  if valid(value) then
    if ARGV[8] ~= '0' then
      local px = tonumber(ARGV[8])
      local expires = number(value, 9)
      if expires > 0 then
        px = math.min(px, expires - now())
      end
      redis.call('PEXPIRE', data, px) -- deletes it if its time is over
    end
    left = redis.call('PTTL', data)
    untilOld = freshFor(value)
  end
  if left == -2 then
    value = false
  end
  found[3 * i + 1] = value
  found[3 * i + 2] = left
  found[3 * i + 3] = untilOld
end
return found
