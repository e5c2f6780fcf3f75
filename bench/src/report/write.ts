import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { Section } from '../section.js'
import { toPage } from './page.js'
import { toSvg } from './svg.js'

const docs = new URL('../../../docs/', import.meta.url)

/** Writes the page and its charts. Resolves with the path of the page. */
export async function writePage(sections: readonly Section[]): Promise<string> {
  const charts = new URL('performance/', docs)
  await rm(charts, { recursive: true, force: true })
  await mkdir(charts)
  for (const chart of sections.flatMap((section) => section.charts))
    await writeFile(new URL(`${chart.name}.svg`, charts), toSvg(chart))
  await writeFile(new URL('performance.md', docs), toPage(sections))
  return 'docs/performance.md'
}
