import { createHash } from 'node:crypto'

/** A script in Lua, and the hash by which servers know it. */
export interface Script {
  readonly text: string
  readonly sha1: string
}

export function toScript(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}

// A key holds the token of its claim, and 1 once it is done: a number takes no memory. Every key expires. Scripts
// touch nothing but KEYS[i], so that they run in a Cluster too, and behind proxies that want to see just that. They
// answer one letter per key, so that an answer of something else is not mistaken for theirs.

/**
 * ARGV: token of the claim, lease in ms. Answers new, running or done; a claim that is repeated is new again. The answer
 * begins with the token, so that no answer to another call says that an event is done.
 */
export const claim: Script = toScript(`
local states = {}
for i = 1, #KEYS do
  if redis.call('SET', KEYS[i], ARGV[1], 'NX', 'PX', ARGV[2]) then
    states[i] = 'n'
  else
    local holder = redis.call('GET', KEYS[i])
    if holder == '1' then states[i] = 'd'
    elseif holder == ARGV[1] then states[i] = 'n'
    else states[i] = 'r' end
  end
end
return ARGV[1] .. table.concat(states)`)

/** ARGV: retention in ms. */
export const done: Script = toScript(`
for i = 1, #KEYS do redis.call('SET', KEYS[i], '1', 'PX', ARGV[1]) end
return string.rep('d', #KEYS)`)

/** ARGV: for each key, the token of its claim. */
export const release: Script = toScript(`
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[i] then redis.call('DEL', KEYS[i]) end
end
return string.rep('r', #KEYS)`)
