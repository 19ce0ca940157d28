-- Every script: KEYS[1] state, KEYS[2] log, KEYS[3] index, KEYS[4] expiries, KEYS[5] evicted tags; then two keys an item,
-- data and lease.
-- ARGV[1] a generation for when there is none, ARGV[2] length of the log (0: none is kept), ARGV[3] channel,
-- ARGV[4] what to ring with and origin, ARGV[5] name of the cache, ARGV[6] 1 if an index is kept, ARGV[7] what data keys
-- begin with. ARGV from [8] on belong to the script. An item is op ('p' or 'e'), text, ttl, px, stale, value.
--
-- The state is the generation (8 bytes) and how many evicts by tag there were (8). A value is its generation, when it
-- expires (8, 0: never), for how long before that it is old (8), the number of evicts by tag when it was loaded (8), and what
-- the client wrote: version (1), kind (1), cost (4), number of tags (1), tags (2 each), and the rest.
local HEADER, TAGS = 32, 7

local state = redis.call('GET', KEYS[1])
local generation, evicts
if state then
  generation = string.sub(state, 1, 8)
  evicts = struct.unpack('>d', string.sub(state, 9, 16))
end
-- Without what tells which tags were evicted, nothing that has tags could be believed.
if not state or (evicts > 0 and redis.call('EXISTS', KEYS[5]) == 0) then
  generation = ARGV[1]
  evicts = 0
  redis.call('SET', KEYS[1], generation .. struct.pack('>d', 0))
  redis.call('UNLINK', KEYS[5]) -- what it counted would outdate values of the new generation, whose count begins at 0
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function number(value, at)
  return struct.unpack('>d', string.sub(value, at, at + 7))
end

-- Whether none of the tags, of which there is a list at this place, was evicted since there were so many evicts.
local function tagsHold(value, at, since)
  local count = string.byte(value, at)
  if since == evicts or not count or count == 0 then
    return true
  end
  local tags = {}
  for i = 1, count do
    tags[i] = string.sub(value, at + 2 * i - 1, at + 2 * i)
  end
  for _, evicted in ipairs(redis.call('HMGET', KEYS[5], unpack(tags))) do
    if evicted and tonumber(evicted) > since then
      return false
    end
  end
  return true
end

local function ofGeneration(value)
  return value and string.sub(value, 1, 8) == generation
end

local function valid(value)
  return ofGeneration(value) and #value >= HEADER + TAGS and tagsHold(value, HEADER + TAGS, number(value, 25))
end

-- Milliseconds until a value is old, not above 0 if it is; -1 for never.
local function freshFor(value)
  local expires = number(value, 9)
  if expires == 0 then
    return -1
  end
  local left = expires - number(value, 17) - now()
  return left == -1 and -2 or left
end

local function fresh(value)
  local left = freshFor(value)
  return left == -1 or left > 0
end

-- Whether what is kept of a load is of this very load: its token is generation (8), evicts by tag (8), and a name (8).
local function holds(lease, token)
  return lease and string.sub(lease, 1, 17) == 'L' .. generation .. string.sub(token, 17, 24)
    and string.sub(token, 1, 8) == generation
end

-- What a data key holds; false if it is nothing that we wrote, be it of another type.
local function read(data)
  local value = redis.pcall('GET', data)
  return type(value) == 'string' and value
end

local function head(data)
  local value = redis.pcall('GETRANGE', data, 0, HEADER + TAGS + 399)
  return type(value) == 'string' and value
end

local function present(data)
  local value = head(data)
  return valid(value) and fresh(value)
end

-- A value as the client gets it: itself, milliseconds to live (-1 for ever) and until it is old (-1 for never).
local function answer(data, value)
  return {value, redis.call('PTTL', data), freshFor(value)}
end

local function tell(field, text)
  if ARGV[2] ~= '0' then
    if field then
      return redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'o', ARGV[4], 'c', ARGV[5], field, text)
    else
      return redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'o', ARGV[4], 'c', ARGV[5])
    end
  end
end

local function ring()
  if ARGV[2] ~= '0' then
    redis.pcall('PUBLISH', ARGV[3], ARGV[4]) -- who may not still may write; it is read a little later
  end
end

-- Takes a few keys out of the index that have expired.
local function tidy()
  for _, text in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now(), 'LIMIT', 0, 3)) do
    local left = redis.call('PTTL', ARGV[7] .. text)
    if left > 0 then
      redis.call('ZADD', KEYS[4], now() + left, text)
    else
      redis.call('ZREM', KEYS[4], text)
      if left == -2 then
        redis.call('ZREM', KEYS[3], text)
      end
    end
  end
end

-- Puts the item whose arguments begin at ARGV[arg], loaded when there were so many evicts by tag. ttl: milliseconds to
-- live, 0 for ever; px: milliseconds that the key is kept unless it is read, 0 for ever.
local function store(data, arg, since)
  local text, ttl, px = ARGV[arg + 1], ARGV[arg + 2], ARGV[arg + 3]
  local expires = 0
  if ttl ~= '0' then
    expires = now() + tonumber(ttl)
  end
  local value = generation .. struct.pack('>ddd', expires, tonumber(ARGV[arg + 4]), since) .. ARGV[arg + 5]
  if px == '0' then
    redis.call('SET', data, value)
  else
    redis.call('SET', data, value, 'PX', px)
  end
  if ARGV[6] == '1' then
    redis.call('ZADD', KEYS[3], 0, text)
    if px == '0' then
      redis.call('ZREM', KEYS[4], text)
    else
      redis.call('ZADD', KEYS[4], now() + tonumber(px), text)
    end
    tidy()
  end
end

local function drop(data, text)
  redis.call('UNLINK', data)
  if ARGV[6] == '1' then
    redis.call('ZREM', KEYS[3], text)
    redis.call('ZREM', KEYS[4], text)
  end
end
