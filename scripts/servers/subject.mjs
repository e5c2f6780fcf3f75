import { createSubject } from '@signalr-events/testing/conformance'

export const subject = createSubject()

/** What the subject has received, as JSON. Undefined members are missing, which is the same for the checks. */
export function received() {
  // A check tests this too, but in the process of the checks.
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Error('Object.prototype is polluted')
  return JSON.stringify(subject.received())
}
