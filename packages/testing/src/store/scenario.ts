import type { ClaimState, Store } from '@signalr-events/dedupe'
import type { StoreCheck } from './check.js'
import { createKeys, expectClaim, long } from './expect.js'

/** What an owner does with the key of a scenario. */
type Step = `${'first' | 'second'} ${`finds ${ClaimState}` | 'is done' | 'releases'}`

/** A check in which one or two owners use a key, one after another, and their claims find the states given. */
export function scenario(id: string, title: string, source: string, steps: readonly Step[]): StoreCheck {
  const owners = steps.some((step) => step.startsWith('second')) ? 'many' : 'one'
  return {
    ...{ id, level: 'MUST', title, source, owners },
    async run(target) {
      const first = await target.create()
      const second = owners === 'many' ? await target.create() : first
      const keys = createKeys(1)
      for (const [i, step] of steps.entries())
        await play(step.startsWith('first') ? first : second, step, keys, `step ${i + 1}: ${step}`)
    },
  }
}

async function play(store: Store, step: Step, keys: readonly string[], what: string): Promise<void> {
  if (step.endsWith('releases')) return store.release(keys)
  if (step.endsWith('is done')) return store.done(keys, long)
  return expectClaim(store, keys, [step.split(' ')[2] as ClaimState], what)
}
