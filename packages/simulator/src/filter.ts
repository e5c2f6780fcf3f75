import type { PublishedEvent } from './events.js'
import type { FilterOptions } from './options.js'

/** Whether a filter matches an event. */
export function matches(filter: FilterOptions, { type, hubName }: PublishedEvent): boolean {
  const fold = (text: string) => (filter.isSubjectCaseSensitive === true ? text : text.toLowerCase())
  const eventType = `Microsoft.SignalRService.ClientConnection${type === 'connected' ? 'Connected' : 'Disconnected'}`
  const subject = fold(`/hub/${hubName}`)
  return (
    (filter.includedEventTypes?.includes(eventType) ?? true) &&
    subject.startsWith(fold(filter.subjectBeginsWith ?? '')) &&
    subject.endsWith(fold(filter.subjectEndsWith ?? ''))
  )
}
