// @ts-check
import { defineConfig } from 'vitepress'
import { toBaseSlug } from '../../scripts/docs/links.mjs'
import { sidebar, toRoute } from '../sidebar.mjs'

const groups = Object.entries(sidebar).map(([text, pages]) => ({
  text,
  collapsed: text === 'Packages' || text === 'Frameworks',
  items: pages.map(({ title, path }) => ({ text: title, link: toRoute(path) })),
}))
groups.at(-1)?.items.unshift({ text: 'API', link: '/api/' })

export default defineConfig({
  title: 'signalr-events',
  description: 'Connection events of Azure SignalR Service in your Node server, and who is online.',
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: 'content',
  outDir: 'dist',
  // The same pages as text.
  srcExclude: ['public/**'],
  // Headings have the anchors that the repository shows.
  markdown: { anchor: { slugify: toBaseSlug } },
  themeConfig: {
    search: { provider: 'local' },
    sidebar: groups,
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Azure', link: '/docs/azure.html' },
      { text: 'API', link: '/api/' },
    ],
    outline: [2, 3],
  },
})
