import { createBatch } from './batch.js'
import type { DedupeSettings } from './options.js'
import type { ClaimState } from './store.js'
import { isPending, whenThere } from './when-there.js'

/** A store, as it is called for events. */
export interface Calls {
  /** Claims keys in one call. @throws {TypeError} for an answer that is none: to guess could lose an event */
  claim(keys: readonly string[]): readonly ClaimState[] | Promise<readonly ClaimState[]>
  done(key: string): void | Promise<void>
  release(key: string): void | Promise<void>
  /** Gives keys back; if the store does not hear of it, their lease ends by itself. */
  giveBack(keys: readonly string[]): void
}

/** What is told of single keys is collected, unless the last claim was answered at once: then to wait gains nothing. */
export function createCalls({ store, lease, retention }: DedupeSettings): Calls {
  let answersAtOnce = false
  const markDone = (keys: readonly string[]) => store.done(keys, retention)
  const release = (keys: readonly string[]) => store.release(keys)
  const [markLater, releaseLater] = [createBatch(markDone), createBatch(release)]

  return {
    claim(keys) {
      const answer = store.claim(keys, lease)
      answersAtOnce = !isPending(answer)
      return isPending(answer) ? answer.then((states) => check(states, keys)) : check(answer, keys)
    },
    done: (key) => (answersAtOnce ? markDone([key]) : markLater(key)),
    release: (key) => (answersAtOnce ? release([key]) : releaseLater(key)),
    giveBack(keys) {
      if (keys.length > 0) void whenThere(() => release(keys), ignore, ignore)
    },
  }
}

function check(states: readonly ClaimState[], keys: readonly string[]): readonly ClaimState[] {
  if (keys.every((_, i) => isState(states[i]))) return states
  throw new TypeError("dedupe: the store has not answered 'new', 'running' or 'done' for each key")
}

function isState(answer: unknown): answer is ClaimState {
  return answer === 'new' || answer === 'running' || answer === 'done'
}

function ignore(): void {}
