import { createHash } from 'node:crypto'

/** A script in Lua, and the name that servers know it by. */
export interface Script {
  readonly text: string
  readonly sha1: string
}

function toScript(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}

// A key holds the token of its owner while it is claimed, and 1 when it is done: a number takes no memory of its own.
// Every key expires. Scripts touch KEYS only, and so run in a Cluster too, as long as KEYS share a slot.

/** ARGV: token of the owner, lease in ms. Answers one letter per key: new, running or done. */
export const claim: Script = toScript(`
local states = {}
for i, key in ipairs(KEYS) do
  if redis.call('SET', key, ARGV[1], 'NX', 'PX', ARGV[2]) then states[i] = 'n'
  elseif redis.call('GET', key) == '1' then states[i] = 'd'
  else states[i] = 'r' end
end
return table.concat(states)`)

/** ARGV: retention in ms. */
export const done: Script = toScript(`
for _, key in ipairs(KEYS) do redis.call('SET', key, '1', 'PX', ARGV[1]) end`)

/** ARGV: token of the owner. */
export const release: Script = toScript(`
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end`)
