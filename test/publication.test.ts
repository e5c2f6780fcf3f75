import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import {
  author,
  findRelativeLinks,
  keywords,
  readAddress,
  toAbsoluteLinks,
  toPublished,
} from '../scripts/shared/publication.mjs'
import { packages, readJson, root } from './support/packages.js'

// The metadata that npm shows of a package: its repository, and working links.

const address = 'https://git.example.com/owner/name'

it.each(packages)('%s is published with its repository', (name) => {
  const manifest = readJson(name, 'package.json') as { name: string; keywords?: string[] }
  expect(toPublished(manifest, name, address)).toMatchObject({
    author,
    homepage: `${address}/tree/HEAD/packages/${name}#readme`,
    repository: { type: 'git', url: `git+${address}.git`, directory: `packages/${name}` },
    bugs: { url: `${address}/issues` },
  })
  expect(manifest.keywords).toEqual(expect.arrayContaining([...keywords]))
})

it.each(packages)('the README of %s has no relative link when it is published', (name) => {
  const readme = readFileSync(`${root}/packages/${name}/README.md`, 'utf8')
  expect(findRelativeLinks(readme)).not.toEqual([])
  expect(findRelativeLinks(toAbsoluteLinks(readme, `packages/${name}`, address))).toEqual([])
})

it.each([
  ['[a](../../docs/x.md#y)', `[a](${address}/blob/HEAD/docs/x.md#y)`],
  ['[a](test)', `[a](${address}/tree/HEAD/packages/p/test)`],
  ['[MIT](../../LICENSE)', `[MIT](${address}/blob/HEAD/LICENSE)`],
  ['![a](../../docs/x.svg)', `![a](${address}/raw/HEAD/docs/x.svg)`],
  [
    '[![a](x.svg)](y.md)',
    `[![a](${address}/raw/HEAD/packages/p/x.svg)](${address}/blob/HEAD/packages/p/y.md)`,
  ],
  ['[`code`](x.md "title")', `[\`code\`](${address}/blob/HEAD/packages/p/x.md "title")`],
  ['[a]: x.md', `[a]: ${address}/blob/HEAD/packages/p/x.md`],
  ['<img src="x.svg">', `<img src="${address}/raw/HEAD/packages/p/x.svg">`],
  ['[a](#b) [c](https://example.com/x)', '[a](#b) [c](https://example.com/x)'],
  ['`[a](x.md)`\n\n```md\n[a](x.md)\n```', '`[a](x.md)`\n\n```md\n[a](x.md)\n```'],
])('%s becomes %s', (text, expected) => {
  expect(toAbsoluteLinks(text, 'packages/p', address)).toBe(expected)
})

it.each(['http://git.example.com/owner/name', `${address}/`, `${address}.git`, 'owner/name', ''])(
  'refuses the address %j',
  (wrong) => {
    expect(() => readAddress(wrong)).toThrow('`repository` in scripts/shared/publication.mjs must look like')
  },
)

it('publishes nothing without an address, and explains it in one sentence', async () => {
  if (isKnown()) return
  const { code, stderr } = await runRelease()
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'Set `repository` in scripts/shared/publication.mjs to the public address of the repository before a release.\n',
  })
})

it.each(packages)('%s cannot be published without the release script', (name) => {
  expect(readJson(name, 'package.json')['scripts']).toMatchObject({
    prepublishOnly: 'node ../../scripts/release/only.mjs',
  })
})

function isKnown(): boolean {
  try {
    return readAddress() !== ''
  } catch {
    return false
  }
}

async function runRelease(): Promise<{ code?: number; stderr?: string }> {
  const run = promisify(execFile)
  return run(process.execPath, ['scripts/release.mjs'], { cwd: root, timeout: 60_000 }).catch(
    (error) => error,
  )
}
