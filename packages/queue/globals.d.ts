// The globals that this package uses: every runtime has them. Not published.

declare class AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare class TextDecoder {
  constructor(encoding: 'utf-8', options: { readonly fatal: boolean })
  decode(bytes: Uint8Array): string
}
declare function atob(text: string): string
declare function setTimeout(callback: () => void, ms: number): { unref?(): void }
declare function clearTimeout(timer: unknown): void
declare const console: { error(...values: unknown[]): void }
