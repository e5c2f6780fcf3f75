/** What can be done to connections and to the service. */
export type ActionName = (typeof actionNames)[number]

/** The names of the actions. */
export const actionNames = [
  'close',
  'drop',
  'drop-silently',
  'misreport',
  'freeze',
  'thaw',
  'restart',
  'crash',
] as const
