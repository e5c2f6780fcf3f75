/** What runs in a lane. */
export interface Task<Item> {
  /** Tasks of one key run one after another. */
  readonly key: string
  /** Whether it was started and goes on. Kept by the lanes. */
  running: boolean
  /** The task behind it in its lane. Kept by the lanes. */
  next: Item | undefined
}

/** Runs tasks: those of one key one after another, all others side by side, at most `limit` at a time. */
export interface Lanes<Item> {
  /** Starts a task: now, or when it is its turn; returns whether it was now. */
  enter(task: Item): boolean
  /** Gives free the lane and the place of a task that goes on. */
  leave(task: Item): void
}

/** @param begin starts a task, and returns whether it goes on until `leave`; must not throw */
export function createLanes<Item extends Task<Item>>(
  limit: number,
  begin: (task: Item) => boolean,
): Lanes<Item> {
  /** The last task of every lane. */
  let lanes = new Map<string, Item>()
  /** The first tasks of lanes, for which there is no place. */
  const waiting = createQueue<Item>()
  let running = 0

  function lastOf(key: string): Item | undefined {
    // To hash a string that has just been parsed costs more than to see that there is no lane.
    return lanes.size === 0 ? undefined : lanes.get(key)
  }

  function start(task: Item): boolean {
    running++
    task.running = begin(task)
    if (!task.running) end(task)
    return task.running
  }

  function end(task: Item): void {
    running--
    if (task.next !== undefined) waiting.push(task.next)
    // One that was left behind must not keep alive what came after it.
    task.next = undefined
    if (lastOf(task.key) !== task) return
    lanes.delete(task.key)
    // A map that grows and shrinks for ever leaves its old tables behind, which hold on to what was in them until
    // the next full collection: whole deliveries, over and over.
    if (lanes.size === 0) lanes = new Map()
  }

  function fill(): void {
    while (running < limit) {
      const next = waiting.shift()
      if (next === undefined) return
      start(next)
    }
  }

  return {
    enter(task) {
      const before = lastOf(task.key)
      if (before === undefined && running < limit) {
        if (start(task)) lanes.set(task.key, task)
        else fill()
        return true
      }
      if (before === undefined) waiting.push(task)
      else before.next = task
      lanes.set(task.key, task)
      return false
    },

    leave(task) {
      task.running = false
      end(task)
      fill()
    },
  }
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
      if (link === undefined) return undefined
      first = link.next
      if (first === undefined) last = undefined
      // A link that has grown old must not keep alive what came after it.
      link.next = undefined
      return link.item
    },
  }
}
