import { createSubject } from '@signalr-events/testing/conformance'

export const subject = createSubject()

/** What the subject has received, as JSON. Members that are undefined vanish, which to the checks is the same. */
export function received() {
  // A check looks for this too, but in the process that runs the checks.
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Error('Object.prototype is polluted')
  return JSON.stringify(subject.received())
}
