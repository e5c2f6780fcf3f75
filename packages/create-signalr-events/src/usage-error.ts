/** Something that the user can change: an argument, or the folder. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
