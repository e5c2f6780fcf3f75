import { type Script, toScript } from '../../scripts.js'
import { toReadScript } from './shared.js'

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
local function add(id, record)
  local connectedAt, verifiedAt, missingAt, source, user = string.match(record, '^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t(.*)')
  reply[#reply + 1] = id
  reply[#reply + 1] = connectedAt .. '\\t' .. toSource(source) .. '\\t' .. user
  reply[#reply + 1] = verifiedAt
  reply[#reply + 1] = record
end`

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

const page = `
local found = redis.call('HSCAN', C, cursor, 'COUNT', ARGV[3])
for i = 1, #found[2], 2 do add(found[2][i], found[2][i + 1]) end`

/**
 * ARGV[2] and ARGV[3]: cursor, size. Answers the next cursor, `0` at the end, and of each connection: id, connected at
 * with source and user, verified at, state of the record.
 */
export const connections: Script = toReadScript(`${records}
local cursor = ARGV[2]${page}
table.insert(reply, 1, found[1])
return reply`)

/** ARGV[2] to ARGV[4]: owner, size, lease. Answers as `connections`, or nothing while another owner walks. */
export const scan: Script = toReadScript(`${records}
local owner, ends, cursor = string.match(redis.call('HGET', M, 'walk') or '', '^(%S+) (%S+) (%S+)')
if owner and owner ~= ARGV[2] and tonumber(ends) > now then return {} end
cursor = cursor or '0'${page}
-- A finished walk releases the hub for the next instance.
local lease = found[1] == '0' and 0 or tonumber(ARGV[4])
redis.call('HSET', M, 'walk', ARGV[2] .. ' ' .. whole(now + lease) .. ' ' .. found[1])
table.insert(reply, 1, found[1])
return reply`)

/** Answers the time, the length of the queue, and the fields of `m` with their values. */
export const status: Script = toReadScript(`
local reply = redis.call('HGETALL', M)
table.insert(reply, 1, redis.call('HLEN', X))
table.insert(reply, 1, whole(now))
return reply`)

/** KEYS[1]: the set of hubs. ARGV: hubs to add. Answers all. */
export const hubs: Script = toScript(`
for i = 1, #ARGV do redis.call('SADD', KEYS[1], ARGV[i]) end
return redis.call('SMEMBERS', KEYS[1])`)
