// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from '../shared/packages.mjs'

const begin = '<!-- Generated from scripts/shared/packages.mjs by `pnpm docs:write`. Change it there. -->'

/**
 * A page with another table below its mark.
 *
 * @param {string} path
 * @param {string} table
 */
export function replaceTable(path, table) {
  const text = readFileSync(join(root, path), 'utf8')
  const start = text.indexOf(begin)
  if (start === -1) throw new Error(`${path} has no line ${begin}`)
  const end = text.indexOf('\n\n', start + begin.length + 2)
  return `${text.slice(0, start)}${begin}\n\n${table}${text.slice(end)}`
}

/** The index of the decision records. */
export function toDecisions() {
  const folder = 'docs/decisions'
  const records = readdirSync(join(root, folder)).filter((name) => /^\d/.test(name))
  const links = records.sort().map((name) => {
    const [, title] = /^# (.+)$/m.exec(readFileSync(join(root, folder, name), 'utf8')) ?? []
    return `- [${title}](${name})`
  })
  return `# Decisions

<!-- Generated from the records by \`pnpm docs:write\`. -->

What was decided, and why: context, decision, consequences. A record is not changed when the decision is; another
one takes its place and says so.

${links.join('\n')}
`
}

/**
 * A tsconfig.json that refers to every package, and to the folders that it names itself.
 *
 * @param {string} path
 */
export function toReferences(path) {
  const config = JSON.parse(readFileSync(join(root, path), 'utf8'))
  const paths = path === 'tsconfig.json' ? ['internal', ...ours(), ...others()] : ['internal', ...ours()]
  const references = paths.map((path) => `    { "path": "${path}" }`).join(',\n')
  const text = JSON.stringify({ ...config, references: [] }, null, 2)
  return `${compact(text).replace('"references": []', `"references": [\n${references}\n  ]`)}\n`
}

const ours = () => packages.map((name) => `packages/${name}`)

const others = () =>
  [...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`), 'demo', 'bench'].filter((path) =>
    existsSync(join(root, path, 'tsconfig.json')),
  )

/** Short lists on one line, as the formatter wants them. @param {string} text */
function compact(text) {
  return text.replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items) => `[${items.replaceAll(/\s+/g, ' ')}]`)
}
