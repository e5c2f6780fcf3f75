// The globals that this package may use: those that Node, Bun, Deno and workerd share. Not published.

declare const performance: { now(): number }
declare const console: { warn(...values: readonly unknown[]): void }
declare function setTimeout(callback: () => void, ms: number): { unref?(): void }
declare function clearTimeout(timer: unknown): void
declare class AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
