// @ts-check
// The files that the build copies into `dist` for the page of `signalr-events dev`: the source by the target.

import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)
const page = ['index.html', 'page.css', 'page.js', 'clients.js', 'lists.js', 'signalr.LICENSE.txt']

/** @type {Record<string, string>} */
export const assets = {
  ...Object.fromEntries(page.map((file) => [`page/${file}`, `page/${file}`])),
  'page/signalr.min.js': resolve('@microsoft/signalr/dist/browser/signalr.min.js'),
}
