-- Entries of the log KEYS[1] from ARGV[1] on, itself included, at most ARGV[2]. A script, since a plain read may be sent to a
-- replica, which would seem to have gone back.
return redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
