import { type Day, playDay, predict } from '../day.js'
import { withRedis } from '../redis.js'
import { type Cell, toCells } from '../table.js'

const MILLION = 1_000_000

/**
 * Plays days of three sizes. The first two predict the third, and a day of a million clients.
 *
 * @param share the smallest day has this part of a million clients. With a power of two, hash tables are equally full.
 */
export async function measureDays(share: number): Promise<Cell[]> {
  const play = (times: number) =>
    withRedis(async (client) => {
      // Redis stores the tombstones in hash tables, as it does by default those of a million clients.
      await client.configSet('set-max-intset-entries', '0')
      return playDay(client, (times * MILLION) / share)
    })
  const [first, second, third] = [await play(1), await play(2), await play(4)]
  return [
    ...[first, second, third].flatMap((day) => toRow(day)),
    ...[third.clients, MILLION].flatMap((clients) => toRow(predict(clients, first, second), ', predicted')),
  ]
}

function toRow({ clients, events, memory, cpu }: Day, note = ''): Cell[] {
  return toCells(`${clients.toLocaleString('en-US')} clients${note}`, {
    events,
    'Redis, MB at most': memory / 2 ** 20,
    'Redis, µs per event': cpu / events,
  })
}
