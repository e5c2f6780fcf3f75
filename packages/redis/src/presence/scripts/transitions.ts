import type { Script } from '../../scripts.js'
import { forgetMetadata, toChangeScript, toReadScript } from './shared.js'

/**
 * ARGV[7] and ARGV[8]: lease, limit. Ends grace, removes what is too old, and hands out transitions. Answers whether
 * another instance has other options; milliseconds until more is due, or nothing; how many connections ended without an
 * event, and of each: id, record; and of each transition: user, state, number, token, attempt, last seen or nothing.
 */
export const claim: Script = toChangeScript(`${forgetMetadata}
local lease, limit = tonumber(ARGV[7]), tonumber(ARGV[8])
local options = ARGV[2] .. ' ' .. ARGV[3]
local before = redis.call('HGET', M, 'options')
if before ~= options then redis.call('HSET', M, 'options', options) end

local over = redis.call('ZRANGEBYSCORE', G, '-inf', whole(now), 'LIMIT', 0, 500)
for _, user in ipairs(over) do goOffline(user) end

local swept = tonumber(redis.call('HGET', M, 'swept'))
if swept < toHour(now) - 27 then
  swept = swept + 1
  for shard = 0, 255 do redis.call('UNLINK', base .. 't' .. whole(swept) .. ':' .. shard) end
  redis.call('UNLINK', base .. 'e' .. whole(swept))
  redis.call('HDEL', M, 'tombstones:' .. whole(swept))
  redis.call('HSET', M, 'swept', whole(swept))
end
-- In whole minutes, as in memory.
local seenFrom = math.floor((now - lastSeenFor) / 60000) * 60000
local old = redis.call('ZRANGEBYSCORE', L, '-inf', '(' .. whole(seenFrom), 'LIMIT', 0, 1000)
if #old > 0 then redis.call('ZREM', L, unpack(old)) end

forgetMetadata()
-- Changes are kept while somebody watches, for a day at most.
if redis.call('EXISTS', S) == 1 then
  if not isWatched then
    redis.call('DEL', S)
  else
    local last = redis.call('XREVRANGE', S, whole(micros - 24 * HOUR * 1000) .. '-0', '-', 'COUNT', 1)[1]
    if last or redis.call('XLEN', S) > 2 * MAX_CHANGES then
      redis.call('XTRIM', S, 'MAXLEN', MAX_CHANGES)
      local old = redis.call('XRANGE', S, '-', whole(micros - 24 * HOUR * 1000) .. '-0', 'COUNT', 1000)
      for _, each in ipairs(old) do redis.call('XDEL', S, each[1]) end
      local first = redis.call('XRANGE', S, '-', '+', 'COUNT', 1)[1]
      local from = first and tonumber(string.match(first[1], '^%d+')) - 1 or number
      redis.call('HSET', M, 'changesFrom', whole(from))
    end
  end
end

local function firstScore(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[2] and tonumber(first[2])
end

local reply = { before and before ~= options and '1' or '0', '', 0 }
if sessions then
  -- What was taken leaves a part of the hash empty, in which a scan finds nothing.
  local cursor, found = '0', nil
  repeat
    local scanned = redis.call('HSCAN', R, cursor, 'COUNT', 100)
    cursor, found = scanned[1], scanned[2]
  until #found > 0 or cursor == '0'
  reply[3] = #found / 2
  for _, each in ipairs(found) do reply[#reply + 1] = each end
end
if handles then
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', Q, '-inf', whole(now), 'LIMIT', 0, limit)) do
    local known = redis.call('HGET', X, user)
    if not known then
      -- The server has lost the other key.
      redis.call('ZREM', Q, user)
    else
      local state, n, _, token, attempts = string.match(known, '^(%S+) (%S+) (%S+) (%S+) (%S+)')
      token, attempts = whole(tonumber(token) + 1), whole(tonumber(attempts) + 1)
      redis.call('HSET', X, user, table.concat({ state, n, state, token, attempts }, ' '))
      redis.call('ZADD', Q, whole(now + lease), user)
      local seen = redis.call('ZSCORE', L, user)
      for _, each in ipairs({ user, state, n, token, attempts, seen and whole(tonumber(seen)) or '' }) do
        reply[#reply + 1] = each
      end
    end
  end
end
local next = firstScore(G)
local due = handles and firstScore(Q)
if due and (not next or due < next) then next = due end
if next then reply[2] = whole(math.max(0, next - now)) end
save()
return reply`)

/** ARGV[2] to ARGV[4]: user, token, and nothing or how long until it is handed out again. */
export const settle: Script = toReadScript(`
local user = ARGV[2]
local known = redis.call('HGET', X, user)
if not known then return 0 end
local state, number, handedOut, token = string.match(known, '^(%S+) (%S+) (%S+) (%S+)')
if token ~= ARGV[3] then return 0 end
if ARGV[4] ~= '' then
  redis.call('ZADD', Q, whole(now + tonumber(ARGV[4])), user)
elseif state == handedOut then
  redis.call('HDEL', X, user)
  redis.call('ZREM', Q, user)
else
  -- Nobody has seen the successor yet, so its opposite may still cancel it.
  redis.call('HSET', X, user, table.concat({ state, number, '-', token, '0' }, ' '))
  redis.call('ZADD', Q, whole(now), user)
end
return 1`)

/** ARGV[2…]: record and connection. Forgets records, but not one that was completed after it was answered. */
export const taken: Script = toReadScript(`
for i = 2, #ARGV, 2 do
  local record, id = ARGV[i], ARGV[i + 1]
  local hour, complete = string.match(record, '^(%d+)(%+?)$')
  local key = hour and base .. 'e' .. hour or R
  local isOlder = complete == '' and string.find(redis.call('HGET', key, id) or '', '^[^\\t]*\\t[^\\t]')
  if not isOlder then redis.call('HDEL', key, id) end
end
return 1`)

/** ARGV[2]: a user. Answers whether it is forgotten: not while it has a connection. */
export const forget: Script = toReadScript(`
if redis.call('HEXISTS', U, ARGV[2]) == 1 then return 0 end
local isMissing = redis.call('ZREM', O, ARGV[2]) == 1
for _, key in ipairs({ G, Q, L }) do redis.call('ZREM', key, ARGV[2]) end
redis.call('HDEL', X, ARGV[2])
for _, each in ipairs(redis.call('XRANGE', S, '-', '+')) do
  if each[2][2] == ARGV[2] then isMissing = true end
end
-- Changes of the user are missing from now on, so readers list the users again.
if isMissing then
  local number = whole(math.max(tonumber(redis.call('HGET', M, 'number') or '0') + 1, micros))
  redis.call('DEL', S)
  redis.call('HSET', M, 'number', number, 'changesFrom', number)
end
return 1`)
