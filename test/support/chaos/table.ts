/** Prints figures, one per line. */
export function print(title: string, rows: Readonly<Record<string, string | number>>): void {
  const width = Math.max(...Object.keys(rows).map(({ length }) => length))
  const lines = Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)}  ${format(value)}`)
  console.log([title, ...lines].join('\n'))
}

function format(value: string | number): string {
  return (typeof value === 'number' ? value.toLocaleString('en') : value).padStart(10)
}
