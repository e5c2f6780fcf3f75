import type { Script } from '../../scripts.js'
import { toChangeScript } from './shared.js'

/**
 * ARGV[5]: how many sources follow. Then for each event: type, connection, shard and fingerprint of it, user, time as
 * text and in milliseconds, place of its source. Answers a letter for each event, and for disconnected events of known
 * connections the place of the event and the record.
 */
export const apply: Script = toChangeScript(`
local sources = tonumber(ARGV[5])
local sourceNumbers = {}
local function toNumber(place)
  local known = sourceNumbers[place]
  if known then return known end
  local source = ARGV[5 + tonumber(place)]
  known = redis.call('HGET', M, 'source:' .. source)
  if not known then
    known = tostring(redis.call('HINCRBY', M, 'sources', 1))
    redis.call('HSET', M, 'source:' .. source, known, 'source#' .. known, source)
  end
  sourceNumbers[place] = known
  return known
end

-- The hours in which a connection of an event of this time can have ended. A time in the future says nothing.
local function hoursFrom(at)
  local last = toHour(now)
  local first = toHour(at - SKEW)
  if at > now + SKEW or first < last - 26 then first = last - 26 end
  return last, first
end

local function isGone(shard, print, at)
  local last, first = hoursFrom(at)
  for hour = last, first, -1 do
    if redis.call('SISMEMBER', base .. 't' .. whole(hour) .. ':' .. shard, print) == 1 then return true end
  end
  return false
end

local function findEnded(id, at)
  local last, first = hoursFrom(at)
  for hour = last, first, -1 do
    local ended = redis.call('HGET', base .. 'e' .. whole(hour), id)
    if ended then return ended end
  end
end

-- A record as it is answered: connected at, source, user.
local function toAnswer(connectedAt, source, user) return connectedAt .. '\\t' .. source .. '\\t' .. user end
local function keep(id, at, answer) redis.call('HSET', base .. 'e' .. thisHour, id, whole(at) .. '\\t' .. answer) end

local reply = { '' }
local function answer(place, text)
  reply[#reply + 1] = place
  reply[#reply + 1] = text
end

local letters = {}
for i = 6 + sources, #ARGV, 8 do
  local kind, id, shard, print, user = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local timestamp, time, place = ARGV[i + 5], ARGV[i + 6], ARGV[i + 7]
  -- A time that is not readable is of now, and says nothing of when the connection may have ended.
  local at = time == '' and now or tonumber(time)
  local from = time == '' and 0 or at
  local isFresh = now - at < WINDOW
  local record = redis.call('HGET', C, id)
  local letter
  if record then
    if kind == 'c' then
      letter = '='
    elseif at + REFUTE < tonumber(string.match(record, '^[^\\t]*\\t([^\\t]*)')) then
      letter = 'r'
    else
      letter = 'g'
      local known = close(id, record, at)
      bury(shard, print)
      local connectedAt, source = string.match(record, '^([^\\t]*)\\t[^\\t]*\\t[^\\t]*\\t([^\\t]*)')
      local text = toAnswer(connectedAt, redis.call('HGET', M, 'source#' .. source) or '', known)
      answer(#letters, text)
      if user == '' and known ~= '' then keep(id, at, text) end
    end
  elseif isGone(shard, print, from) then
    letter = kind == 'c' and 'l' or '='
    if kind == 'c' then
      local ended = findEnded(id, from)
      local endedAt = ended and tonumber(string.match(ended, '^[^\\t]*')) or at
      see(user, endedAt)
      if ended then keep(id, endedAt, toAnswer(timestamp, ARGV[5 + tonumber(place)], user)) end
    elseif user == '' then
      local ended = findEnded(id, from)
      if ended then answer(#letters, string.match(ended, '^[^\\t]*\\t(.*)')) end
    end
  elseif not isFresh then
    letter = 's'
  elseif kind == 'c' then
    letter = 'n'
    redis.call('HSET', C, id, timestamp .. '\\t0\\t0\\t' .. toNumber(place) .. '\\t' .. user)
    if user ~= '' and addToUser(user, id) then goOnline(user) end
  else
    letter = 'u'
    bury(shard, print)
    see(user, at)
    keep(id, at, toAnswer('', ARGV[5 + tonumber(place)], user))
  end
  letters[#letters + 1] = letter
  count('events:' .. letter)
end
save()
reply[1] = table.concat(letters)
return reply`)
