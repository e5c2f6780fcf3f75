import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Section } from '../section.js'
import { toPage } from './page.js'
import { toSvg } from './svg.js'

const docs = new URL('../../../docs/', import.meta.url)

/** Writes the page and its charts, and tells where. */
export async function writePage(sections: readonly Section[]): Promise<string> {
  const charts = new URL('performance/', docs)
  await rm(charts, { recursive: true, force: true })
  await mkdir(charts)
  for (const chart of sections.flatMap((section) => section.charts))
    await writeFile(new URL(`${chart.name}.svg`, charts), toSvg(chart))
  const page = new URL('performance.md', docs)
  await writeFile(page, toPage(sections))
  return fileURLToPath(page)
}
