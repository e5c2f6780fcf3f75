import type { Script } from '../../scripts.js'
import { toChangeScript, toReadScript } from './shared.js'

/**
 * ARGV[5] and ARGV[6]: lease, limit. Ends grace, removes what is too old, and hands out transitions. Answers whether
 * another instance has other options, milliseconds until more is due or nothing, and for each transition: user, state,
 * number, token, attempt, last seen or nothing.
 */
export const claim: Script = toChangeScript(`
local lease, limit = tonumber(ARGV[5]), tonumber(ARGV[6])
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
local old = redis.call('ZRANGEBYSCORE', L, '-inf', '(' .. whole(now - lastSeenFor), 'LIMIT', 0, 1000)
if #old > 0 then redis.call('ZREM', L, unpack(old)) end

local function firstScore(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[2] and tonumber(first[2])
end

local reply = { before and before ~= options and '1' or '0', '' }
if handles then
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', Q, '-inf', whole(now), 'LIMIT', 0, limit)) do
    local known = redis.call('HGET', X, user)
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

/** ARGV[2]: a user. */
export const forget: Script = toReadScript(`
for _, key in ipairs({ O, G, Q, L }) do redis.call('ZREM', key, ARGV[2]) end
return redis.call('HDEL', X, ARGV[2])`)
