// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toFile } from './content.mjs'
import { pages, sidebar } from './sidebar.mjs'

/**
 * Writes the files for language models: llms.txt, a list of the pages, and llms-full.txt, the text of all pages.
 *
 * @param {string} folder where the pages are as text
 */
export function writeLlms(folder) {
  const sections = Object.entries(sidebar).map(
    ([title, list]) =>
      `## ${title}\n\n${list.map((page) => `- [${page.title}](/${toFile(page.path)})`).join('\n')}`,
  )
  writeFileSync(
    join(folder, 'llms.txt'),
    `# signalr-events

> Receive the connection events of Azure SignalR Service in a Node server, pushed by Azure Event Grid, and know who is
> online. TypeScript packages for Express, Koa, Fastify, Hono, node:http, Azure Functions and everything that takes a Request.

${sections.join('\n\n')}
`,
  )
  const texts = [...new Set(pages.map(({ path }) => path))].map((path) =>
    readFileSync(join(folder, toFile(path)), 'utf8'),
  )
  writeFileSync(join(folder, 'llms-full.txt'), texts.join('\n\n---\n\n'))
}
