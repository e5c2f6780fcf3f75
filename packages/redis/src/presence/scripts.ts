import { createHash } from 'node:crypto'

const toScript = (text: string) => ({ text, sha1: createHash('sha1').update(text).digest('hex') })

// Keys of a hub share a slot, and none has a TTL, so that `volatile-lru` cannot evict half of the truth:
// c (connection → record), u (user → its connection ids, one a line), t (ids that are gone, by time), l (last seen),
// m (since when the memory is whole). Ids and users are JSON texts, so they hold no line break.

/** ARGV: window and life of tombstones in ms, then type, id, user, record and time of each event. Answers letters. */
export const apply: { readonly text: string; readonly sha1: string } = toScript(`
local c, u, t, l, m = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSETNX', m, 'since', string.format('%.0f', now))
redis.call('ZREMRANGEBYSCORE', t, '-inf', string.format('(%.0f', now - tonumber(ARGV[2])))

local function see(user, at)
  if user == '' then return end
  local before = tonumber(redis.call('HGET', l, user) or '0')
  if at > before then redis.call('HSET', l, user, string.format('%.0f', at)) end
end

local function open(id, user, record)
  redis.call('HSET', c, id, user .. '\\n' .. record)
  if user == '' then return end
  local ids = redis.call('HGET', u, user)
  redis.call('HSET', u, user, ids and (ids .. '\\n' .. id) or id)
end

local function close(id, known, at)
  local user = string.match(known, '^[^\\n]*')
  redis.call('HDEL', c, id)
  if user == '' then return end
  local rest = {}
  for each in string.gmatch(redis.call('HGET', u, user) or '', '[^\\n]+') do
    if each ~= id then rest[#rest + 1] = each end
  end
  if #rest == 0 then redis.call('HDEL', u, user) else redis.call('HSET', u, user, table.concat(rest, '\\n')) end
  see(user, at)
end

local letters = {}
for i = 3, #ARGV, 5 do
  local kind, id, user, record, at = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4])
  local gone = redis.call('ZSCORE', t, id)
  local known = not gone and redis.call('HGET', c, id)
  local fresh = now - at < tonumber(ARGV[1])
  local letter = 's'
  if kind == 'c' then
    if gone then letter = 'l' elseif known then letter = '=' elseif fresh then letter = 'n' end
  else
    if gone then letter = '=' elseif known then letter = 'g' elseif fresh then letter = 'u' end
  end
  if letter == 'n' then open(id, user, record) end
  if letter == 'g' then close(id, known, at) end
  if letter == 'g' or letter == 'u' then redis.call('ZADD', t, string.format('%.0f', now), id) end
  if letter == 'u' or letter == 'l' then see(user, at) end
  letters[#letters + 1] = letter
end
return table.concat(letters)`)

/** ARGV: what is asked, and a user. */
export const read: { readonly text: string; readonly sha1: string } = toScript(`
local what = ARGV[1]
if what == 'count' then return { redis.call('HLEN', KEYS[2]), redis.call('HLEN', KEYS[1]) } end
if what == 'all' then return redis.call('HVALS', KEYS[1]) end
if what == 'seen' then return { redis.call('HGET', KEYS[4], ARGV[2]) or '' } end
if what == 'since' then return { redis.call('HGET', KEYS[5], 'since') or '' } end
local records = {}
for id in string.gmatch(redis.call('HGET', KEYS[2], ARGV[2]) or '', '[^\\n]+') do
  records[#records + 1] = redis.call('HGET', KEYS[1], id)
end
return records`)

/** ARGV: a hub to add, or nothing. Answers all hubs. */
export const hubs: { readonly text: string; readonly sha1: string } = toScript(`
if ARGV[1] then return redis.call('SADD', KEYS[1], ARGV[1]) end
return redis.call('SMEMBERS', KEYS[1])`)
