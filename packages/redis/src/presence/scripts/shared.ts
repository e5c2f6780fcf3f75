import { type Script, toScript } from '../../scripts.js'

// Keys of a hub share a slot, and none has a TTL, so that `volatile-lru`, the default of Azure, cannot evict half of
// the truth. KEYS of every script, by their last letter:
//
// c  HASH   connection → when it connected, when the service verified it, when it was missing, source, user
// u  HASH   user → its connections, one a line; from 32 on `#`, and they are in the SET U:<user>
// o  ZSET   user who is online → number of the transition
// g  ZSET   user in grace → when it ends
// q  ZSET   user whose transition is outstanding → when it is due
// x  HASH   the same user → state, number, state handed out last, token, attempts
// l  ZSET   user → last seen
// m  HASH   since, version, counters, sources
// v  HASH   connection whose event was too old → like c
// d  HASH   connection → its metadata
// p  ZSET   connection that has metadata but is not there → until when it is kept
// r  HASH   connection that ended without an event → its record, until it is taken
// s  STREAM changes of users, kept while somebody watches
// n  nothing, ever: while a slot moves, a Cluster refuses calls of which a key is missing. So no script runs on a
//    node whose computed keys have moved already, and fails in the middle.
//
// Keys that scripts compute, in the same slot:
// t<hour>:<0..255>  SET   fingerprints of connections that ended in that hour: the tombstones
// e<hour>           HASH  some of these connections → what events that come later, or sessions, need
//
// Ids, users and sources are encoded without line breaks and tabs. Times are milliseconds since 1970.

/** ARGV[1] of every script is the time, or nothing for that of the server. */
const clock = `
local C, U, O, G, Q, X, L, M, V, D, P, R, S = unpack(KEYS)
local base = string.sub(M, 1, -2)
local MAX_CHANGES = 10000
local HOUR, SKEW, WINDOW, REFUTE = 3600000, 1800000, 88200000, 60000

local function whole(n) return string.format('%.0f', n) end

local micros
if ARGV[1] == '' then
  local time = redis.call('TIME')
  micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
else
  micros = tonumber(ARGV[1]) * 1000
end
local now = math.floor(micros / 1000)`

/** A script that reads. `time` is seconds and microseconds in Redis. */
export function toReadScript(text: string): Script {
  return toScript(clock + text)
}

/** ARGV[2] to ARGV[6]: grace, how long lastSeen is kept; whether the caller handles transitions, sessions, and asks. */
const changes = `
local grace, lastSeenFor = tonumber(ARGV[2]), tonumber(ARGV[3])
local handles, sessions, asks = ARGV[4] == '1', ARGV[5] == '1', ARGV[6] == '1'
local meta = redis.call('HMGET', M, 'version', 'number', 'handledAt', 'watchedUntil', 'hasMetadata', 'judgedAt', 'lastHour')
if meta[1] and meta[1] ~= '1' then
  return redis.error_reply('ERR presence: the data is of another version of signalr-events')
end
if not meta[1] then
  redis.call('HSET', M, 'version', '1', 'since', whole(now), 'swept', whole(math.floor(now / HOUR) - 1))
end
local number = tonumber(meta[2] or '0')
local isHandled = handles or (meta[3] and now - tonumber(meta[3]) < 24 * HOUR)
local isWatched = meta[4] and now <= tonumber(meta[4])
local hasMetadata = meta[5]
local hasJudged = meta[6] and now - tonumber(meta[6]) < 27 * HOUR
local counts = {}
local function count(name) counts[name] = (counts[name] or 0) + 1 end

-- A transition that nobody has seen is cancelled by its opposite. One that was handed out is replaced by its successor.
local function report(user, state)
  number = math.max(number + 1, micros)
  if isWatched then redis.call('XADD', S, whole(number) .. '-0', 'user', user, 'state', state) end
  -- One that is outstanding follows its user, even if no instance has handled any for long.
  local known = (isHandled or meta[3]) and redis.call('HGET', X, user)
  if not known then
    if not isHandled then return end
    -- Tokens go on from the number, so that none is of an earlier transition.
    redis.call('HSET', X, user, state .. ' ' .. whole(number) .. ' - ' .. whole(number) .. ' 0')
    redis.call('ZADD', Q, whole(now), user)
    return
  end
  local handedOut, token = string.match(known, '^%S+ %S+ (%S+) (%S+)')
  if handedOut == '-' then
    redis.call('HDEL', X, user)
    redis.call('ZREM', Q, user)
  else
    redis.call('HSET', X, user, state .. ' ' .. whole(number) .. ' ' .. handedOut .. ' ' .. token .. ' 0')
    -- It is due already, unless the server has lost the other key.
    redis.call('ZADD', Q, 'NX', whole(now), user)
  end
end

local function goOffline(user)
  redis.call('ZREM', G, user)
  redis.call('ZREM', O, user)
  report(user, 'offline')
end

local function goOnline(user)
  local graceEnd = redis.call('ZSCORE', G, user)
  if graceEnd and tonumber(graceEnd) > now then
    redis.call('ZREM', G, user)
    return
  end
  if graceEnd then goOffline(user) end
  report(user, 'online')
  redis.call('ZADD', O, whole(number), user)
end

local function see(user, at)
  if user == '' or lastSeenFor == 0 or at < now - lastSeenFor then return end
  -- Clocks differ, but nobody was seen in the future.
  at = math.min(at, now)
  local before = redis.call('ZSCORE', L, user)
  if not before or at > tonumber(before) then redis.call('ZADD', L, whole(at), user) end
end

-- Whether it is the first connection of the user.
local function addToUser(user, id)
  local ids = redis.call('HGET', U, user)
  if ids == '#' then
    redis.call('SADD', base .. 'U:' .. user, id)
  elseif not ids then
    redis.call('HSET', U, user, id)
  else
    local _, breaks = string.gsub(ids, '\\n', '\\n')
    if breaks < 30 then
      redis.call('HSET', U, user, ids .. '\\n' .. id)
    else
      for each in string.gmatch(ids, '[^\\n]+') do redis.call('SADD', base .. 'U:' .. user, each) end
      redis.call('SADD', base .. 'U:' .. user, id)
      redis.call('HSET', U, user, '#')
    end
  end
  return not ids
end

-- Whether it was the last connection of the user.
local function removeFromUser(user, id)
  local ids = redis.call('HGET', U, user)
  if ids == id then
    redis.call('HDEL', U, user)
    return true
  end
  if ids == '#' then
    redis.call('SREM', base .. 'U:' .. user, id)
    if redis.call('EXISTS', base .. 'U:' .. user) == 1 then return false end
    redis.call('HDEL', U, user)
    return true
  end
  local rest = {}
  for each in string.gmatch(ids or '', '[^\\n]+') do
    if each ~= id then rest[#rest + 1] = each end
  end
  redis.call('HSET', U, user, table.concat(rest, '\\n'))
  return false
end

local function toHour(at) return math.floor(at / HOUR) end
local thisHour = whole(toHour(now))
-- The last hour of a tombstone: later than this one if the clock went back, say at a fail-over.
local lastHour = tonumber(meta[7] or '0')

local function bury(shard, print)
  if toHour(now) > lastHour then
    lastHour = toHour(now)
    redis.call('HSET', M, 'lastHour', thisHour)
  end
  redis.call('SADD', base .. 't' .. thisHour .. ':' .. shard, print)
  count('tombstones:' .. thisHour)
end

-- What is answered of a connection, and kept: connected at, source, user, metadata, and why it was disconnected.
local function toAnswer(connectedAt, source, user, metadata, why)
  return table.concat({ connectedAt, source, user, metadata or '', why or '' }, '\\t')
end
local sources = {}
local function toSource(number)
  local source = sources[number] or redis.call('HGET', M, 'source#' .. number) or ''
  sources[number] = source
  return source
end
local function describe(id, record, why)
  local connectedAt, source, user = string.match(record, '^([^\\t]*)\\t[^\\t]*\\t[^\\t]*\\t([^\\t]*)\\t(.*)')
  return toAnswer(connectedAt, toSource(source), user, hasMetadata and redis.call('HGET', D, id), why)
end

-- Takes a connection away, and answers its user.
local function close(id, record, at)
  local user = string.match(record, '[^\\t]*$')
  redis.call('HDEL', C, id)
  if hasMetadata then redis.call('HDEL', D, id) end
  if user == '' then return user end
  see(user, at)
  if removeFromUser(user, id) then
    if grace == 0 then goOffline(user) else redis.call('ZADD', G, whole(now + grace), user) end
  end
  return user
end

-- A connection comes online.
local function admit(id, record)
  redis.call('HDEL', V, id)
  if hasMetadata then
    local keptUntil = redis.call('ZSCORE', P, id)
    if keptUntil and tonumber(keptUntil) <= now then redis.call('HDEL', D, id) end
  end
  redis.call('HSET', C, id, record)
  local user = string.match(record, '[^\\t]*$')
  if user ~= '' and addToUser(user, id) then goOnline(user) end
end

local function save()
  local fields = { 'number', whole(number) }
  if handles then
    fields[#fields + 1] = 'handledAt'
    fields[#fields + 1] = whole(now)
  end
  redis.call('HSET', M, unpack(fields))
  for name, n in pairs(counts) do redis.call('HINCRBY', M, name, n) end
end`

/** Forgets metadata of connections that have not come. */
export const forgetMetadata = `
local function forgetMetadata()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P, '-inf', whole(now), 'LIMIT', 0, 100)) do
    if redis.call('HEXISTS', C, id) == 0 then redis.call('HDEL', D, id) end
    redis.call('ZREM', P, id)
  end
end`

/** A script that changes who is online. */
export function toChangeScript(text: string): Script {
  return toScript(clock + changes + text)
}
