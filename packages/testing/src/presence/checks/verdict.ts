import type { ChangeOptions, ConnectionRecord, Verdict } from '@signalr-events/presence'
import { listAll, type Subject } from '../subject.js'

export async function findRecord(subject: Subject): Promise<ConnectionRecord | undefined> {
  return (await subject.store.connections(subject.hub, undefined, 10)).items[0]
}

export async function listUnverified(subject: Subject): Promise<string[]> {
  const records = await listAll((cursor) => subject.store.unverified(subject.hub, cursor, 10))
  return records.map(({ connection }) => connection.connectionId)
}

export async function judge(
  subject: Subject,
  verdict: Partial<Verdict>,
  options: Partial<ChangeOptions> = {},
): Promise<string | undefined> {
  const whole: Verdict = {
    ...{ connectionId: 'a', version: undefined, verdict: 'missing', askedAt: subject.time, between: 30_000 },
    seenAt: subject.time,
    ...verdict,
  }
  const [outcome] = await subject.store.judge(subject.hub, [whole], { ...subject.options, ...options })
  return outcome
}
