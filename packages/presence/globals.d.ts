// The globals that this package may use: those that Node, Bun, Deno and workerd share. Not published.

declare class AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(): void
}
declare function setTimeout(callback: () => void, ms: number): { unref?(): void }
declare function clearTimeout(timer: unknown): void
declare const console: { error(...data: readonly unknown[]): void }
declare const crypto: { randomUUID(): string }
declare class TextEncoder {
  encode(text: string): { readonly length: number }
}
declare class URL {
  constructor(url: string)
  readonly hostname: string
}
declare const performance: { now(): number }
