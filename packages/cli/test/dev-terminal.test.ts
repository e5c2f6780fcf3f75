import { spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectClient } from './support/dev.js'
import { printed } from './support/simulate.js'
import { startWebhook } from './support/webhook.js'

// The keys of `signalr-events dev`.

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
const reason = hasScript ? '' : ' (skipped: there is no `script` of util-linux)'

describe.skipIf(!hasScript)(`the keys of dev${reason}`, () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

  /** Starts the program on a terminal, with one client. */
  async function start() {
    const { url } = await startWebhook()
    const program = `'${process.execPath}' '${main}' dev '${url}' --port 0 --page-port 0`
    const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, ...inherited } = process.env
    const child = spawn('script', ['-qec', `stty -g; ${program}; echo code $?; stty -g`, '/dev/null'], {
      env: { ...inherited, TERM: 'xterm' },
      timeout: 25_000,
    })
    onTestFinished(() => void child.kill())
    const head = await printed(child, /Handshake → Succeeded/)
    const [, connectionString = ''] = /AzureSignalRConnectionString="(.*?)"/.exec(head) ?? []
    const delivered = printed(child, /connected ada → 200/)
    await connectClient(connectionString, 'ada')
    await delivered
    /** Resolves with what is printed until the text, after the keys. */
    const press = async (keys: string, wanted: RegExp) => {
      const shown = printed(child, wanted)
      child.stdin.write(keys)
      return stripVTControlCharacters(await shown)
    }
    return { child, head, press }
  }

  it.each([
    ['d', /\* drop: 1 connection[\s\S]*disconnected ada → 200/],
    ['D', /- ada: .*, dropped\r\n\* drop-silently: 1 connection/],
    ['m', /\* misreport: 1 connection[\s\S]*disconnected ada → 200/],
    ['r', /\* restart[\s\S]*- ada: .*, service-stopped/],
    ['R', /\* crash[\s\S]*- ada: .*, service-stopped|- ada: .*, service-stopped[\s\S]*\* crash/],
  ])('%s', async (key, wanted) => {
    const { press } = await start()
    await press(key, wanted)
  })

  it('f freezes a connection, and thaws a frozen one', async () => {
    const { press } = await start()
    await press('f', /\* freeze: 1 connection/)
    await press('f', /\* thaw: 1 connection/)
    await press('f', /\* freeze: 1 connection/)
  })

  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\x03'],
  ])('%s ends it, in colour, and restores the terminal', async (_, key) => {
    const { child, head } = await start()
    const rest = text(child.stdout)
    child.stdin.write(key)
    const shown = head + (await rest)
    expect(shown).toContain('code 0\r\n')
    expect(shown).toContain('\x1b[32mdisconnected ada → 200')
    const [first, last] = shown.match(/^[0-9a-f]+(:[0-9a-f]+)+/gm) ?? []
    expect(last).toBe(first)
  })

  it('the script of docs/local.md ends its server, too', async () => {
    const docs = await readFile(new URL('../../../docs/local.md', import.meta.url), 'utf8')
    const [sample = expect.fail('there is no script')] =
      /(?<=```js\n)const \{ bin \}[\s\S]*?(?=```)/.exec(docs) ?? []
    const code = [
      "const { execFileSync, spawn } = require('node:child_process')",
      "const { dirname, join } = require('node:path')",
      sample
        .replace("'server.js'", "'-e', 'setInterval(() => {}, 1000)'")
        .replace(
          "'http://127.0.0.1:3000/events'",
          "'http://127.0.0.1:9/', '--port', '0', '--page-port', '0'",
        ),
    ].join('\n')
    const child = spawn('script', ['-qec', `'${process.execPath}' -e "$CODE"; echo code $?`, '/dev/null'], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, CODE: code, TERM: 'xterm' },
      timeout: 25_000,
    })
    onTestFinished(() => void child.kill())
    await printed(child, /Waiting for the webhook/)
    const rest = text(child.stdout)
    child.stdin.write('\x03')
    expect(await rest).toContain('code 0\r\n')
  })

  it('they are explained in at most 80 columns', async () => {
    const { head } = await start()
    const [keys = ''] = /^d drop[\s\S]*q quit/m.exec(head) ?? []
    const widths = keys.split('\r\n').map((line) => line.length)
    expect(Math.max(...widths)).toBeGreaterThan(10)
    expect(Math.max(...widths)).toBeLessThanOrEqual(80)
  })
})
