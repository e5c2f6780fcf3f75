import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, main } from './support/create.js'

// The questions, on a terminal.

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
const reason = hasScript ? '' : ' (skipped: there is no `script` of util-linux)'

/** Starts the program on a terminal. Answers are typed when the text that they belong to is shown. */
async function answer(folder: string, args: readonly string[], answers: readonly [string, string][]) {
  const command = [process.execPath, main, ...args].map((each) => `'${each}'`).join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, timeout: 25_000 })
  onTestFinished(() => void child.kill())
  let shown = ''
  // Where what was shown since the last answer begins: two questions may be the same text.
  let from = 0
  const waiting = [...answers]
  child.stdout.on('data', (chunk) => {
    shown += chunk
    const [next] = waiting
    if (next === undefined || !shown.slice(from).includes(next[0])) return
    from = shown.length
    waiting.shift()
    child.stdin.write(next[1])
  })
  const [code] = await once(child, 'close')
  return { code, shown, unasked: waiting.map(([question]) => question) }
}

/** What an app was made of. */
function describeApp(app: string) {
  const { dependencies } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
  const framework = ['express', 'koa', 'hono'].find((name) => name in dependencies)
  return { framework, isShared: readFileSync(join(app, 'compose.yaml'), 'utf8').includes('redis:') }
}

describe.skipIf(!hasScript)(`on a terminal${reason}`, () => {
  it('asks for everything; Enter alone is the default', async () => {
    const folder = createFolder()
    const ended = await answer(
      folder,
      [],
      [
        ['Folder (my-app): ', '\r'],
        ['Number or name (1): ', '\r'],
        ['Number or name (1): ', '\r'],
      ],
    )
    expect(ended).toMatchObject({ code: 0, unasked: [] })
    expect(describeApp(join(folder, 'my-app'))).toEqual({ framework: 'express', isShared: false })
  })

  it('takes numbers and names, and asks again for others', async () => {
    const folder = createFolder()
    const ended = await answer(
      folder,
      [],
      [
        ['Folder (my-app): ', 'chat\r'],
        ['Number or name (1): ', '7\r'],
        ['There is no 7. Number or name (1): ', 'Hono\r'],
        ['Number or name (1): ', '2\r'],
      ],
    )
    expect(ended).toMatchObject({ code: 0, unasked: [] })
    expect(describeApp(join(folder, 'chat'))).toEqual({ framework: 'hono', isShared: true })
  })

  it('asks only for what was left out', async () => {
    const folder = createFolder()
    const ended = await answer(folder, ['chat', '--store', 'redis'], [['Number or name (1): ', 'koa\r']])
    expect(ended).toMatchObject({ code: 0, unasked: [] })
    expect(describeApp(join(folder, 'chat'))).toEqual({ framework: 'koa', isShared: true })
  })

  it('asks nothing with --yes', async () => {
    const folder = createFolder()
    expect(await answer(folder, ['--yes'], [])).toMatchObject({ code: 0 })
    expect(existsSync(join(folder, 'my-app/package.json'))).toBe(true)
  })

  it('refuses a folder before it asks for more', async () => {
    const folder = createFolder()
    mkdirSync(join(folder, 'full'))
    writeFileSync(join(folder, 'full/x'), '')
    const ended = await answer(
      folder,
      [],
      [
        ['Folder (my-app): ', 'full\r'],
        ['Number or name (1): ', '\r'],
      ],
    )
    expect(ended).toMatchObject({ code: 2, unasked: ['Number or name (1): '] })
  })

  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s cancels it, and nothing was written', async (_, key) => {
    const folder = createFolder()
    const ended = await answer(folder, ['my-app'], [['Number or name (1): ', key]])
    expect(ended).toMatchObject({ code: 130, unasked: [] })
    expect(ended.shown).toContain('Canceled. Nothing was written.')
    expect(existsSync(join(folder, 'my-app'))).toBe(false)
  })
})
