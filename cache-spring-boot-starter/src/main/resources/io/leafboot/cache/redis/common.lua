-- Every script: KEYS[1] generation, KEYS[2] log, KEYS[3] index, KEYS[4] expiries; then two keys an item, data and lease.
-- ARGV[1] a generation for when there is none, ARGV[2] length of the log (0: none is kept), ARGV[3] channel,
-- ARGV[4] what to ring with, ARGV[5] origin, ARGV[6] name of the cache, ARGV[7] 1 if an index is kept, ARGV[8] what
-- data keys begin with. A value is its generation (8 bytes), when it expires (8 bytes, 0: never), and what the
-- application wrote.
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function valid(value)
  return value and string.sub(value, 1, 8) == generation
end

-- What a data key holds; false if it is nothing that we wrote, be it of another type.
local function read(data)
  local value = redis.pcall('GET', data)
  return type(value) == 'string' and value
end

local function present(data)
  local head = redis.pcall('GETRANGE', data, 0, 7)
  return type(head) == 'string' and valid(head)
end

local function tell(text)
  if ARGV[2] ~= '0' then
    if text then
      return redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'o', ARGV[5], 'c', ARGV[6], 'k', text)
    else
      return redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'o', ARGV[5], 'c', ARGV[6])
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
    local left = redis.call('PTTL', ARGV[8] .. text)
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

-- ttl: milliseconds to live, 0 for ever; px: milliseconds that the key is kept unless it is read, 0 for ever.
local function store(data, text, ttl, px, written)
  local expires = 0
  if ttl ~= '0' then
    expires = now() + tonumber(ttl)
  end
  local value = generation .. struct.pack('>d', expires) .. written
  if px == '0' then
    redis.call('SET', data, value)
  else
    redis.call('SET', data, value, 'PX', px)
  end
  if ARGV[7] == '1' then
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
  if ARGV[7] == '1' then
    redis.call('ZREM', KEYS[3], text)
    redis.call('ZREM', KEYS[4], text)
  end
end
