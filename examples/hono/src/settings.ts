/** A setting of the environment. An empty one, as in a `.env` file, is not set. */
export function readSetting(name: string): string | undefined {
  return process.env[name] || undefined
}

/** Uses a setting. If that fails, ends the process with one line that names the setting. */
export async function useSetting<Result>(name: string, use: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await use()
  } catch (error) {
    return fail(`${name} cannot be used: ${error instanceof Error ? error.message : error}`)
  }
}

/** Ends a process that cannot start, with one line and no stack trace. */
export function fail(reason: string): never {
  console.error(`error: ${reason}`)
  process.exit(1)
}
