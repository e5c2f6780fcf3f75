// @ts-check
// Runs the steps of a Dockerfile one by one as commands on this machine, for places where no base image can be pulled.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { eventGrid } from '@signalr-events/testing'
import { DockerfileParser } from 'dockerfile-ast'
import { findFreePort } from '../shared/port.mjs'
import { run, userEnv } from '../shared/process.mjs'

/**
 * A stage of the build: a folder in place of the root of its file system.
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} root
 * @property {string} workdir as the Dockerfile says it
 * @property {Record<string, string>} env
 * @property {string | undefined} user
 * @property {string[] | undefined} command
 * @property {string[] | undefined} healthcheck
 */

/**
 * Builds the image of a created app in folders, runs it as a container would, delivers an event to it, and stops it with
 * SIGTERM. Rejects if a step fails.
 *
 * @param {string} directory of the app, with a lock file
 */
export async function runDockerfileSteps(directory) {
  const roots = mkdtempSync(join(tmpdir(), 'dockerfile-'))
  try {
    // The user of the image is another one, and has to get in.
    chmodSync(roots, 0o755)
    const image = await build(directory, roots)
    checkImage(image)
    await checkContainer(image)
  } finally {
    rmSync(roots, { recursive: true, force: true })
  }
}

/**
 * Runs all instructions. Resolves with the last stage.
 *
 * @param {string} directory
 * @param {string} roots
 */
async function build(directory, roots) {
  const content = readFileSync(join(directory, 'Dockerfile'), 'utf8')
  const lines = content.split('\n')
  /** @type {Stage[]} */
  const stages = []
  for (const instruction of DockerfileParser.parse(content).getInstructions()) {
    const keyword = instruction.getKeyword()
    const { start, end } = instruction.getRange()
    // With the flags, which the parser keeps apart.
    const text = lines
      .slice(start.line, end.line + 1)
      .join('\n')
      .slice(keyword.length)
      .trim()
    if (keyword === 'FROM') stages.push(await createStage(text, roots, stages.length))
    const stage = stages.at(-1)
    assert.ok(stage, `${keyword} before FROM`)
    const step = steps[keyword]
    assert.ok(step, `${keyword} is not known here`)
    await step(stage, text, { directory, stages })
  }
  const image = stages.at(-1)
  assert.ok(image, 'there is a stage')
  return image
}

/**
 * @param {string} text such as `node:24-slim AS build`
 * @param {string} roots
 * @param {number} index
 * @returns {Promise<Stage>}
 */
async function createStage(text, roots, index) {
  const [, name = String(index)] = / as (\S+)$/i.exec(text) ?? []
  const root = join(roots, name)
  mkdirSync(root)
  return { name, root, workdir: '/', env: {}, user: undefined, command: undefined, healthcheck: undefined }
}

/** What each instruction does. @type {Record<string, (stage: Stage, text: string, build: { directory: string, stages: readonly Stage[] }) => unknown>} */
const steps = {
  FROM() {},
  EXPOSE() {},
  WORKDIR(stage, text) {
    stage.workdir = text
    mkdirSync(join(stage.root, text), { recursive: true })
  },
  ENV(stage, text) {
    for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value
  },
  USER(stage, text) {
    stage.user = text
  },
  CMD(stage, text) {
    stage.command = JSON.parse(text)
  },
  HEALTHCHECK(stage, text) {
    stage.healthcheck = JSON.parse(/ CMD (\[.*\])$/s.exec(text)?.[1] ?? 'null')
  },
  async RUN(stage, text) {
    const { NODE_ENV: _, ...env } = userEnv
    try {
      await run('sh', ['-c', text], join(stage.root, stage.workdir), { ...env, ...stage.env }, 300_000)
    } catch (cause) {
      throw new Error(`RUN ${text} failed`, { cause })
    }
  },
  COPY(stage, text, { directory, stages }) {
    const words = text.split(/\s+/)
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length)
    const [to = '', ...sources] = words.filter((word) => !word.startsWith('--')).reverse()
    const target = join(stage.root, to.startsWith('/') ? '' : stage.workdir, to)
    const source = from === undefined ? directory : stages.find(({ name }) => name === from)?.root
    assert.ok(source, `there is no stage ${from}`)
    const ignored = from === undefined ? readIgnored(directory) : new Set()
    for (const each of sources) copy(join(source, each), target, to.endsWith('/'), ignored)
  },
}

/**
 * Copies as Docker does: of a folder, what is in it.
 *
 * @param {string} source
 * @param {string} target
 * @param {boolean} into whether the target is a folder in any case
 * @param {ReadonlySet<unknown>} ignored paths that are left out
 */
function copy(source, target, into, ignored) {
  assert.ok(existsSync(source), `COPY finds no ${source}`)
  const to = into ? join(target, basename(source)) : target
  mkdirSync(dirname(to), { recursive: true })
  cpSync(source, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !ignored.has(path),
  })
}

/** The paths that .dockerignore keeps from the build. @param {string} directory */
function readIgnored(directory) {
  const patterns = readFileSync(join(directory, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const isIgnored = (/** @type {string} */ name) => patterns.some((pattern) => toRegExp(pattern).test(name))
  return new Set(
    readdirSync(directory)
      .filter(isIgnored)
      .map((name) => join(directory, name)),
  )
}

/** A pattern for the names in one folder. @param {string} pattern */
function toRegExp(pattern) {
  assert.ok(!pattern.includes('/'), `${pattern}: folders in patterns are not known here`)
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
}

/** That the image holds what runs, and nothing that does not. @param {Stage} image */
function checkImage({ root, workdir, user, command, healthcheck }) {
  const has = (/** @type {string} */ path) => existsSync(join(root, workdir, path))
  for (const path of ['dist/server.js', 'public/index.html', 'node_modules/@signalr-events/core'])
    assert.ok(has(path), `the image has ${path}`)
  for (const path of ['.env', 'src', 'test', 'infra', 'node_modules/typescript'])
    assert.ok(!has(path), `the image has no ${path}`)
  assert.ok(user !== undefined && user !== 'root', 'USER is not root')
  assert.ok(command !== undefined, 'CMD is a list')
  assert.ok(healthcheck !== undefined, 'HEALTHCHECK is a list')
}

/** That the container starts, is healthy, handles an event, and stops gracefully. @param {Stage} image */
async function checkContainer(image) {
  const { HOST, PORT } = image.env
  assert.equal(HOST, '0.0.0.0')
  assert.match(PORT ?? '', /^\d+$/)
  const container = start(image, image.command, { EVENTS_KEY: 'a key', PORT: String(await findFreePort()) })
  try {
    const [line] = await Promise.race([once(createInterface(container.child.stdout), 'line'), container.exit])
    const url = /http:\S+/.exec(String(line))?.[0]
    assert.ok(url, `it says where it listens, not ${line}`)
    const health = () => start(image, image.healthcheck, container.env).exit
    assert.deepEqual(await health(), [0, null], 'it is healthy')
    const { headers, body = null } = eventGrid.connected()
    const answer = await fetch(`${url}/events?key=a%20key`, { method: 'POST', headers, body })
    assert.equal(answer.status, 200)
    container.child.kill('SIGTERM')
    assert.deepEqual(await container.exit, [0, null], 'it stops gracefully')
    assert.deepEqual(await health(), [1, null], 'it is no longer healthy')
  } finally {
    container.kill()
    await container.exit
  }
}

/**
 * Starts a program of the image, as a user that owns nothing if we are root, and on loopback.
 *
 * @param {Stage} image
 * @param {readonly string[] | undefined} command
 * @param {Record<string, string>} env
 */
function start({ root, workdir, env: own }, command, env) {
  const [program = '', ...args] = command ?? []
  const isRoot = process.getuid?.() === 0
  const all = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    ...own,
    ...env,
    HOST: '127.0.0.1',
  }
  const child = spawn(program, args, {
    cwd: join(root, workdir),
    env: all,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
    // A group: a container ends with all of its processes.
    detached: true,
    ...(isRoot ? { uid: 1000, gid: 1000 } : {}),
  })
  return { child, env: all, exit: once(child, 'exit'), kill: () => killGroup(child.pid) }
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}
