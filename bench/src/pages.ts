import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Writes a table between its marks, in all pages that have them, with where and when it was measured. */
export function writePages(name: string, table: string): void {
  const model = cpus()[0]?.model.trim() || 'an unknown processor'
  const machine = `${model}, ${availableParallelism()} cores, Node ${process.versions.node} on ${process.platform}`
  const [date] = new Date().toISOString().split('T')
  const marks = new RegExp(`(<!-- bench: ${name} -->).*?(<!-- end -->)`, 's')
  for (const page of ['performance.md', 'scale.md']) {
    const file = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url))
    const text = `\n\n${table}\n\nMeasured on ${date}: ${machine}.\n\n`
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(marks, (_, begin, end) => begin + text + end),
    )
  }
}
