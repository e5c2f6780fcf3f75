/** An invalid option or file. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
