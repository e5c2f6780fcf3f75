/** What was asked for cannot be done: a file, or an option, is at fault. Ends the program with the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
