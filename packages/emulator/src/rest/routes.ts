import { type Operation, operations } from './operations.js'

/** An operation and the parameters of its path. */
export interface Match {
  readonly operation: Operation
  readonly status: number
  readonly parameters: Readonly<Record<string, string>>
}

interface Route {
  readonly operation: Operation
  readonly methods: readonly string[]
  readonly pattern: readonly string[]
  readonly status: number
}

const toRoutes = (style: 'v1' | 'now'): readonly Route[] =>
  operations.flatMap((operation) => {
    const { methods = [], paths = [], status = 0 } = operation[style] ?? {}
    return paths.map((path) => ({ operation, methods, status, pattern: path.split('/').slice(1) }))
  })

const routes = { v1: toRoutes('v1'), now: toRoutes('now') }

/** The operation of a path, or the methods that the path has, which are none if there is no such path. */
export function findOperation(
  style: 'v1' | 'now',
  method: string,
  segments: readonly string[],
): Match | { readonly allowed: readonly string[] } {
  const allowed: string[] = []
  for (const { operation, methods, pattern, status } of routes[style]) {
    const parameters = match(pattern, segments)
    if (parameters === undefined) continue
    if (methods.includes(method)) return { operation, status, parameters }
    allowed.push(...methods)
  }
  return { allowed }
}

// Names of paths are in any case; a parameter that begins with a colon is an action of no other path.
function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name !== undefined && segment !== '') parameters[name] = segment
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined
  }
  return parameters
}
