-- Reads values with their milliseconds to live, and renews the idle time (ARGV[9] milliseconds, 0: none) of those that are
-- there, within their time to live. Answers {value or false, milliseconds} for each.
local found = {}
for i = 0, (#KEYS - 4) / 2 - 1 do
  local data = KEYS[5 + 2 * i]
  local value = read(data)
  local left = -2
  if valid(value) and #value >= 18 then
    if ARGV[9] ~= '0' then
      local px = tonumber(ARGV[9])
      local expires = struct.unpack('>d', string.sub(value, 9, 16))
      if expires > 0 then
        px = math.min(px, expires - now())
      end
      redis.call('PEXPIRE', data, px) -- deletes it if its time is over
    end
    left = redis.call('PTTL', data)
  end
  if left == -2 then
    value = false
  end
  found[2 * i + 1] = value
  found[2 * i + 2] = left
end
return found
