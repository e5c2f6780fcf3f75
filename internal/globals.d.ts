// The globals that these functions use: every runtime has them.

declare class AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare function setTimeout(callback: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void
declare class TextDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string
}
