/** What runs in a lane. */
export interface Task {
  /** Tasks of one key run one after another. */
  readonly key: string
  /** Starts it. Returns whether it goes on; then `leave` says when it has ended. Must not throw. */
  readonly start: () => boolean
  /** Whether it goes on. Kept by the lanes. */
  running: boolean
  /** The task behind it in its lane. Kept by the lanes. */
  next: Task | undefined
}

/** Runs tasks: those of one key one after another, all others side by side, at most `limit` at a time. */
export interface Lanes {
  /** Starts a task: now, or when it is its turn. */
  enter(task: Task): void
  /** Gives free the lane and the place of a task that went on. Further calls do nothing. */
  leave(task: Task): void
}

export function createLanes(limit: number): Lanes {
  /** The last task of every lane in which something goes on or waits. */
  const lanes = new Map<string, Task>()
  /** The first tasks of lanes, for which there is no place. */
  const waiting = createQueue<Task>()
  let running = 0

  function start(task: Task): boolean {
    running++
    task.running = task.start()
    if (!task.running) end(task)
    return task.running
  }

  function end(task: Task): void {
    running--
    if (task.next !== undefined) waiting.push(task.next)
    else if (lanes.get(task.key) === task) lanes.delete(task.key)
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
      const before = lanes.get(task.key)
      if (before === undefined && running < limit) {
        if (start(task)) lanes.set(task.key, task)
        else fill()
        return
      }
      if (before === undefined) waiting.push(task)
      else before.next = task
      lanes.set(task.key, task)
    },

    leave(task) {
      if (!task.running) return
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
      first = link?.next
      if (first === undefined) last = undefined
      return link?.item
    },
  }
}
