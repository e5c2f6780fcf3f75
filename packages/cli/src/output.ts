import type { WriteStream } from 'node:tty'

/** A stream that people read, a terminal or not. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>
