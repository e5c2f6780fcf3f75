import type { ClaimState, Store } from '@signalr-events/dedupe'
import type { StoreCheck } from './check.js'
import { createKeys, expectClaim, longMs } from './expect.js'

/** One step of a scenario: what an owner does with the key. */
type Step = `${'first' | 'second'} ${`finds ${ClaimState}` | 'is done' | 'releases'}`

/** Creates a check in which one or two owners use a key in turn, and their claims must find the given states. */
export function scenario(id: string, title: string, source: string, steps: readonly Step[]): StoreCheck {
  const owners = steps.some((step) => step.startsWith('second')) ? 'many' : 'one'
  return {
    ...{ id, level: 'MUST', title, source, owners },
    async run(target) {
      const first = await target.create()
      const second = owners === 'many' ? await target.create() : first
      const keys = createKeys(1)
      for (const [i, step] of steps.entries())
        await runStep(step.startsWith('first') ? first : second, step, keys, `step ${i + 1}: ${step}`)
    },
  }
}

async function runStep(store: Store, step: Step, keys: readonly string[], what: string): Promise<void> {
  if (step.endsWith('releases')) return store.release(keys)
  if (step.endsWith('is done')) return store.done(keys, longMs)
  return expectClaim(store, keys, [step.split(' ')[2] as ClaimState], what)
}
