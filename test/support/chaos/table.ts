import { onTestFailed } from 'vitest'

/** Prints figures of the test that runs, one per line: if it fails, and always in a long run. */
export function print(title: string, rows: Readonly<Record<string, string | number>>): void {
  const width = Math.max(...Object.keys(rows).map(({ length }) => length))
  const lines = Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)}  ${format(value)}`)
  const write = () => console.log([title, ...lines].join('\n'))
  if (process.env['DEEP'] === undefined) onTestFailed(write)
  else write()
}

function format(value: string | number): string {
  return (typeof value === 'number' ? value.toLocaleString('en') : value).padStart(10)
}
