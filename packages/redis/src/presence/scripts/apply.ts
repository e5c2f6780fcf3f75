import type { Script } from '../../scripts.js'
import { toChangeScript } from './shared.js'

/**
 * ARGV[7]: the events, a tab after each field: type, connection, shard and fingerprint of it, user, time as text and in
 * milliseconds, why it was disconnected, place of its source. Then the sources. Events are one text, since clients spend
 * more on each argument than on all that is in it.
 *
 * Answers a letter for each event, a capital one if it ends a connection, or one had ended before, and for each of these
 * a line: the hour in which it ended, with a plus sign if its connected event is known, when it ended, and the connection.
 */
export const apply: Script = toChangeScript(`
local sourceNumbers = {}
local function toNumber(place)
  local known = sourceNumbers[place]
  if known then return known end
  local source = ARGV[7 + tonumber(place)]
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
  local oldest = toHour(now) - 26
  local first = toHour(at - SKEW)
  if at > now + SKEW or first < oldest then first = oldest end
  return math.max(toHour(now), math.min(lastHour, toHour(now + SKEW))), first
end

local function isGone(shard, print, at)
  local last, first = hoursFrom(at)
  for hour = last, first, -1 do
    if redis.call('SISMEMBER', base .. 't' .. whole(hour) .. ':' .. shard, print) == 1 then return true end
  end
  return false
end

-- The hour of the record that is kept of a connection, and the record.
local function findEnded(id, at)
  local last, first = hoursFrom(at)
  for hour = last, first, -1 do
    local ended = redis.call('HGET', base .. 'e' .. whole(hour), id)
    if ended then return whole(hour), ended end
  end
end

local function keep(id, at, connection)
  redis.call('HSET', base .. 'e' .. thisHour, id, whole(at) .. '\\t' .. connection)
end

local records = {}
local function answer(hour, ended)
  local isComplete = not string.find(ended, '^[^\\t]*\\t\\t')
  records[#records + 1] = hour .. (isComplete and '+' or '') .. '\\t' .. ended
end

local letters = {}
local event = string.rep('([^\\t]*)\\t', 9)
for kind, id, shard, print, user, timestamp, time, why, place in string.gmatch(ARGV[7], event) do
  local answers = #records
  -- A time that is not readable is of now, and says nothing of when the connection may have ended. Nor does that of a
  -- disconnected event if its connection may have been erased, or have expired, while its client stayed connected.
  local at = time == '' and now or tonumber(time)
  local from = (time == '' or (kind == 'd' and hasJudged)) and 0 or at
  local isFresh = now - at < WINDOW
  local record = redis.call('HGET', C, id)
  local letter
  if record then
    if kind == 'c' then
      letter = 'm'
    elseif at + REFUTE < tonumber(string.match(record, '^[^\\t]*\\t([^\\t]*)')) then
      letter = 'r'
    else
      letter = 'g'
      local connection = describe(id, record, why)
      local known = close(id, record, at)
      bury(shard, print)
      answer(thisHour, whole(at) .. '\\t' .. connection)
      if sessions or (user == '' and known ~= '') then keep(id, at, connection) end
    end
  elseif isGone(shard, print, from) then
    letter = kind == 'c' and 'l' or 'm'
    if kind == 'c' then
      local hour, ended = findEnded(id, from)
      if ended then
        local endedAt, connectedAt = string.match(ended, '^([^\\t]*)\\t([^\\t]*)')
        if connectedAt == '' then
          local before, metadata, known = string.match(ended, '([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)$')
          -- A user that was known has been seen, and may have been erased since.
          if before == '' then see(user, tonumber(endedAt)) end
          ended = endedAt .. '\\t' .. toAnswer(timestamp, ARGV[7 + tonumber(place)], user, metadata, known)
          redis.call('HSET', base .. 'e' .. hour, id, ended)
        end
        answer(hour, ended)
      end
    elseif sessions or user == '' then
      local hour, ended = findEnded(id, from)
      if ended then answer(hour, ended) end
    end
  elseif not isFresh then
    letter = 's'
    if kind == 'd' then
      -- Its connected event may have a later time, by another clock.
      redis.call('HDEL', V, id)
      bury(shard, print)
    elseif asks and redis.call('HLEN', V) < 10000 then
      redis.call('HSETNX', V, id, timestamp .. '\\t0\\t0\\t' .. toNumber(place) .. '\\t' .. user)
    end
  elseif kind == 'c' then
    letter = 'n'
    admit(id, timestamp .. '\\t0\\t0\\t' .. toNumber(place) .. '\\t' .. user)
  else
    letter = 'u'
    redis.call('HDEL', V, id)
    bury(shard, print)
    see(user, at)
    keep(id, at, toAnswer('', ARGV[7 + tonumber(place)], user, '', why))
  end
  letters[#letters + 1] = #records > answers and string.upper(letter) or letter
  count('events:' .. letter)
end
save()
return { table.concat(letters), table.concat(records, '\\n') }`)
