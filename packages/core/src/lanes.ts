/** Runs tasks: those of one key one after another, all others side by side, at most `limit` at a time. */
export interface Lanes {
  /** Runs a task, which must not throw or reject. Returns nothing when it has already ended. */
  run(key: string, task: () => void | Promise<void>): void | Promise<void>
}

export function createLanes(limit: number): Lanes {
  const tails = new Map<string, Promise<void>>()
  const waiting = createQueue<() => void>()
  let running = 0

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  async function queue(before: Promise<void> | undefined, task: () => void | Promise<void>): Promise<void> {
    await before
    if (running < limit) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    await task()
    leave()
  }

  function start(task: () => void | Promise<void>): void | Promise<void> {
    running++
    const outcome = task()
    if (outcome !== undefined) return outcome.then(leave)
    leave()
  }

  function run(key: string, task: () => void | Promise<void>): void | Promise<void> {
    const before = tails.get(key)
    const outcome = before === undefined && running < limit ? start(task) : queue(before, task)
    if (outcome === undefined) return
    const tail = outcome.then(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    tails.set(key, tail)
    return tail
  }

  return { run }
}

/** First in, first out, in constant time: the `shift` of a long array is not. */
function createQueue<Item>(): { push(item: Item): void; shift(): Item | undefined } {
  type Link = { readonly item: Item; next: Link | undefined }
  let first: Link | undefined
  let last: Link | undefined
  return {
    push(item) {
      const link = { item, next: undefined }
      if (last === undefined) first = link
      else last.next = link
      last = link
    },
    shift() {
      const link = first
      first = link?.next
      if (first === undefined) last = undefined
      return link?.item
    },
  }
}
