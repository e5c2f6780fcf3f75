// @ts-check
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addPackages } from '../new-app/add-packages.mjs'
import { findFreePort } from '../shared/port.mjs'
import { run, userEnv } from '../shared/process.mjs'
import { installed, root } from '../shared/project.mjs'
import { canStartRedis, startRedis } from '../shared/redis.mjs'
import { checkDev } from './dev.mjs'
import { runDockerfileSteps } from './dockerfile.mjs'
import { startApp } from './start-app.mjs'

/** How each package manager installs, and runs a script. The stores of all of them are shared by the apps. */
const managers = /** @type {const} */ ({
  npm: { install: ['npm', 'install', '--no-audit', '--no-fund'], run: ['npm', 'run'] },
  pnpm: { install: ['npx', '-y', 'pnpm@10.34.9', 'install'], run: ['npx', '-y', 'pnpm@10.34.9', 'run'] },
  yarn: { install: ['npx', '-y', 'yarn@1', 'install', '--no-progress'], run: ['npx', '-y', 'yarn@1', 'run'] },
})

/** Which framework's app is also run by its script `dev`, and from its Dockerfile, which all of them share. */
const forDev = { npm: 'express', pnpm: 'koa' }

/**
 * Creates an app of each framework with the program that a project has installed, with npm and with pnpm, and uses it as
 * its owner does: installs, tests and starts it, plays traffic, and stops it. Another one is created with `pnpm new-app`.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} directory
 * @param {string} project
 * @param {Readonly<Record<string, string>>} tarballs
 */
export async function checkApps(report, directory, project, tarballs) {
  const templates = readdirSync(join(installed(project, 'create-signalr-events'), 'dist/templates'))
  const program = join(project, 'node_modules/.bin/create-signalr-events')
  /** @param {'npm' | 'pnpm'} manager */
  const checkAll = async (manager) => {
    for (const framework of templates) {
      const app = join(directory, `${framework}-${manager}`)
      await report.check(`create-signalr-events ${framework} with ${manager}`, async () => {
        const options = ['--framework', framework, '--store', 'redis', '--package-manager', manager]
        await run(program, [app, ...options], directory, userEnv)
        addPackages(app, tarballs)
        await useApp(app, manager)
        if (forDev[manager] === framework) await checkDev(app, managers[manager].run)
      })
      if (forDev[manager] === framework)
        await report.check(`the steps of the Dockerfile with ${manager}`, () => runDockerfileSteps(app))
    }
  }
  await Promise.all([checkAll('npm'), checkAll('pnpm')])
  await report.check('new-app with yarn', async () => {
    const app = join(directory, 'new-app')
    await run('node', [join(root, 'scripts/new-app.mjs'), app, '--package-manager', 'yarn'], root)
    await useApp(app, 'yarn')
  })
}

/**
 * @param {string} app
 * @param {keyof typeof managers} manager
 */
async function useApp(app, manager) {
  const { install, run: script } = managers[manager]
  await run(install[0], install.slice(1), app, userEnv, 300_000)
  const printed = await run(script[0], [...script.slice(1), 'test'], app, userEnv)
  assert.match(printed, /^\S pass [1-9]/m)
  assert.match(printed, /^\S fail 0$/m)
  await playTraffic(app)
}

/**
 * Delivers what clients do, while one instance stops and another one starts: nothing is lost, if there is a Redis.
 *
 * @param {string} app
 */
async function playTraffic(app) {
  const redis = canStartRedis() ? await startRedis() : undefined
  const env = { PORT: String(await findFreePort()), ...(redis && { REDIS_URL: redis.url }) }
  try {
    let server = await startApp(app, env)
    const url = `${server.url}/events?key=${readKey(app)}`
    const options = ['--events', '300', '--rate', '300', '--time-scale', '10', '--json']
    const program = join(app, 'node_modules/.bin/signalr-events')
    const simulated = run(program, ['simulate', url, ...options], app)
    if (redis !== undefined) {
      await server.becomesBusy()
      assert.equal(await server.stop(), 0, 'the exit code')
      server = await startApp(app, env)
    }
    const { published, delivered, online, attempts } = JSON.parse(await simulated)
    assert.deepEqual({ published, delivered }, { published: 300, delivered: 300 })
    if (redis !== undefined) assert.ok(attempts.total > 300, 'it stopped while events were delivered')
    assert.equal((await server.countOnline()).connections, online)
    assert.equal(await server.stop(), 0, 'the exit code')
  } finally {
    await redis?.stop()
  }
}

/** The key that was made for an app. @param {string} app */
function readKey(app) {
  const [, key = ''] = /^EVENTS_KEY=(.*)$/m.exec(readFileSync(join(app, '.env'), 'utf8')) ?? []
  assert.match(key, /^[\w-]{43}$/)
  assert.ok(existsSync(join(app, '.gitignore')))
  return key
}
