// The globals that core may use: those that Node, Bun, Deno and workerd share. Core compiles without other
// ambient types, so anything else does not compile. Not published.

declare class AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean })
  decode(input: ArrayBuffer | ArrayBufferView): string
}
declare const performance: { now(): number }
declare const console: { error(...values: unknown[]): void }
declare function atob(base64: string): string
declare function setTimeout(callback: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void
/** Not on Workers. */
declare var setImmediate: ((callback: () => void) => unknown) | undefined
declare class URL {
  constructor(url: string)
  readonly pathname: string
}
