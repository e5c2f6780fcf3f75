import { type Script, toScript } from '../../scripts.js'
import { forgetMetadata, toReadScript } from './shared.js'

/** A grace that is over counts in every answer, even if no instance has ended it yet. */

/** Answers how many users and connections are online. */
export const count: Script = toReadScript(`
return { redis.call('ZCARD', O) - redis.call('ZCOUNT', G, '-inf', whole(now)), redis.call('HLEN', C) }`)

/** ARGV[2…]: users. Answers for each the number of its transition, or nothing. */
export const online: Script = toReadScript(`
local reply = {}
for i = 2, #ARGV do
  local number = redis.call('ZSCORE', O, ARGV[i])
  local graceEnd = number and redis.call('ZSCORE', G, ARGV[i])
  if graceEnd and tonumber(graceEnd) <= now then number = nil end
  reply[#reply + 1] = number and whole(tonumber(number)) or ''
end
return reply`)

const records = `
local sources = {}
local function toSource(number)
  if not sources[number] then sources[number] = redis.call('HGET', M, 'source#' .. number) or '' end
  return sources[number]
end
local reply = {}
local hasMetadata = redis.call('HGET', M, 'hasMetadata')
local function add(id, record)
  local connectedAt, verifiedAt, missingAt, source, user = string.match(record, '^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t(.*)')
  reply[#reply + 1] = id
  local metadata = hasMetadata and redis.call('HGET', D, id) or ''
  reply[#reply + 1] = table.concat({ connectedAt, toSource(source), user, metadata }, '\\t')
  reply[#reply + 1] = verifiedAt
  reply[#reply + 1] = missingAt
  reply[#reply + 1] = record
end`

function toPage(key: string): string {
  return `
local found = redis.call('HSCAN', ${key}, ARGV[2], 'COUNT', ARGV[3])
for i = 1, #found[2], 2 do add(found[2][i], found[2][i + 1]) end
table.insert(reply, 1, found[1])
return reply`
}

/** ARGV[2]: a user. Answers its connections, as `connections` does. */
export const connectionsOf: Script = toReadScript(`${records}
local ids = redis.call('HGET', U, ARGV[2]) or ''
local list = {}
if ids == '#' then
  list = redis.call('SMEMBERS', base .. 'U:' .. ARGV[2])
else
  for id in string.gmatch(ids, '[^\\n]+') do list[#list + 1] = id end
end
for _, id in ipairs(list) do
  local record = redis.call('HGET', C, id)
  if record then add(id, record) end
end
return reply`)

/** ARGV[2]: a user. */
export const lastSeen: Script = toReadScript(`
local at = redis.call('ZSCORE', L, ARGV[2])
return at and whole(tonumber(at)) or ''`)

/** ARGV[2] and ARGV[3]: cursor, size. Answers the next cursor or nothing, and user, number, connections of each. */
export const users: Script = toReadScript(`
local size = tonumber(ARGV[3])
local list = redis.call('ZRANGEBYSCORE', O, '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', 0, size)
local reply = { '' }
for i = 1, #list, 2 do
  local user, number = list[i], whole(tonumber(list[i + 1]))
  local graceEnd = redis.call('ZSCORE', G, user)
  if not graceEnd or tonumber(graceEnd) > now then
    local ids = redis.call('HGET', U, user) or ''
    local connections
    if ids == '#' then
      connections = redis.call('SCARD', base .. 'U:' .. user)
    else
      local _, n = string.gsub(ids, '[^\\n]+', '')
      connections = n
    end
    reply[#reply + 1] = user
    reply[#reply + 1] = number
    reply[#reply + 1] = connections
  end
  if i == 2 * size - 1 then reply[1] = number end
end
return reply`)

/**
 * ARGV[2] and ARGV[3]: cursor, size. Answers the next cursor, `0` at the end, and of each connection: id, connection,
 * verified at, missing at, state of the record.
 */
export const connections: Script = toReadScript(`${records}
${toPage('C')}`)

/** As `connections`, of those that are kept until the service was asked about them. */
export const unverified: Script = toReadScript(`${records}
${toPage('V')}`)

export const reconciled: Script = toReadScript(`
return redis.call('HSET', M, 'reconciledAt', whole(now))`)

/** ARGV[2] and ARGV[3]: cursor or nothing, size. Answers the next cursor, whether changes are missing, and the changes. */
export const changes: Script = toReadScript(`
local meta = redis.call('HMGET', M, 'watchedUntil', 'changesFrom', 'number')
local last = math.max(tonumber(meta[3] or '0'), 0)
local from = tonumber(meta[2] or '0')
if not meta[1] or now > tonumber(meta[1]) or last == 0 then
  if last == 0 then last = micros end
  from = last
  redis.call('DEL', S)
  redis.call('HSET', M, 'changesFrom', whole(from), 'number', whole(last))
end
redis.call('HSET', M, 'watchedUntil', whole(now + 600000))
local cursor = tonumber(ARGV[2])
if not cursor or cursor < from or cursor > last then
  return { whole(last), cursor and '1' or '0' }
end
local reply = { ARGV[2], '0' }
for _, each in ipairs(redis.call('XRANGE', S, whole(cursor) .. '-1', '+', 'COUNT', ARGV[3])) do
  local n = string.match(each[1], '^%d+')
  reply[1] = n
  for _, text in ipairs({ n, each[2][2], each[2][4] }) do reply[#reply + 1] = text end
end
return reply`)

/** ARGV[2] to ARGV[4]: connection, text, how long it is kept if the connection is not there. */
export const setMetadata: Script = toReadScript(`${forgetMetadata}
-- A hub without events has no other occasion.
forgetMetadata()
redis.call('HSET', M, 'hasMetadata', '1')
redis.call('HSET', D, ARGV[2], ARGV[3])
if redis.call('HEXISTS', C, ARGV[2]) == 0 then
  redis.call('ZADD', P, whole(now + tonumber(ARGV[4])), ARGV[2])
end
return 1`)

/** KEYS[1]: a hash. ARGV: time or nothing, owner, lease. Answers whether the owner leads. */
export const lead: Script = toScript(`
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local known = redis.call('HMGET', KEYS[1], 'owner', 'until')
if known[1] and known[1] ~= ARGV[2] and tonumber(known[2]) > now then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'until', string.format('%.0f', now + tonumber(ARGV[3])))
return 1`)

/** Answers the time, how many transitions and unverified connections there are, and the fields of `m` with their values. */
export const status: Script = toReadScript(`
local reply = redis.call('HGETALL', M)
table.insert(reply, 1, redis.call('HLEN', V))
table.insert(reply, 1, redis.call('HLEN', X))
table.insert(reply, 1, whole(now))
return reply`)

/** KEYS[1]: the set of hubs. ARGV: hubs to add. Answers all. */
export const hubs: Script = toScript(`
for i = 1, #ARGV do redis.call('SADD', KEYS[1], ARGV[i]) end
return redis.call('SMEMBERS', KEYS[1])`)
