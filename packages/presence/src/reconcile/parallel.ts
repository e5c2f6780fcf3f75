/**
 * Results of work on each item, with at most `limit` at a time. After a failure no more is started, and it rejects when
 * what was running has ended.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const rest = items.values()
  const results: Result[] = []
  let hasFailed = false
  async function run(): Promise<void> {
    for (const item of rest) {
      if (hasFailed) return
      try {
        results.push(await work(item))
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: limit }, run))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
  return results
}
