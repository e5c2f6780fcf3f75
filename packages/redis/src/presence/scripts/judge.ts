import type { Script } from '../../scripts.js'
import { toChangeScript } from './shared.js'

/**
 * For each verdict: connection, shard and fingerprint of it, state of the record or nothing, verdict, time of asking,
 * how long after the first time a second one counts, last sign of the connection. Answers a letter for each.
 */
export const judge: Script = toChangeScript(`
local letters = {}
for i = 7, #ARGV, 8 do
  local id, shard, print, version, verdict = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local askedAt, between, seenAt = tonumber(ARGV[i + 5]), tonumber(ARGV[i + 6]), tonumber(ARGV[i + 7])
  local record = redis.call('HGET', C, id)
  local isBelieved = record
  record = record or redis.call('HGET', V, id)
  local letter = '-'
  if record and (version == '' or version == record) then
    local timestamp, verifiedAt, missingAt, rest = string.match(record, '^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t(.*)')
    local function update(verified, missing)
      redis.call('HSET', isBelieved and C or V, id, timestamp .. '\\t' .. verified .. '\\t' .. missing .. '\\t' .. rest)
    end
    if verdict == 'exists' then
      letter = 'v'
      local verified = whole(math.max(tonumber(verifiedAt), askedAt))
      if isBelieved then
        update(verified, '0')
      else
        admit(id, timestamp .. '\\t' .. verified .. '\\t0\\t' .. rest)
      end
    elseif verdict == 'missing' and missingAt == '0' then
      letter = '1'
      update(verifiedAt, whole(askedAt))
    elseif verdict == 'missing' and askedAt - tonumber(missingAt) < between then
      letter = '1'
    else
      letter = 'g'
      redis.call('HSET', M, 'judgedAt', whole(now))
      redis.call('HDEL', V, id)
      if isBelieved then
        local connection = describe(id, record)
        close(id, record, seenAt)
        bury(shard, print)
        if sessions and verdict ~= 'erased' then
          local ended = { whole(seenAt), whole(askedAt), verdict, connection }
          redis.call('HSET', R, id, table.concat(ended, '\\t'))
        end
      elseif verdict == 'erased' then
        -- Its event may be repeated.
        bury(shard, print)
      end
    end
  end
  letters[#letters + 1] = letter
end
save()
return table.concat(letters)`)
