// @ts-check
// Publishes the packages. With --dry-run, publishes them to a local registry and installs them from there,
// with npm, pnpm and yarn.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPublint } from './packed/tarballs.mjs'
import { checkCreate, checkInstalls, checkMetadata, createProject } from './release/check.mjs'
import { packForRelease } from './release/pack.mjs'
import { publish } from './release/publish.mjs'
import { startRegistry } from './release/registry.mjs'
import { run, userEnv } from './shared/process.mjs'
import { root } from './shared/project.mjs'
import { readAddress, standIn } from './shared/publication.mjs'
import { main } from './shared/report.mjs'

if (process.argv.includes('--dry-run')) await main(dryRun)
else await release().catch(refuse)

async function release() {
  const address = readAddress()
  const directory = mkdtempSync(join(tmpdir(), 'signalr-events-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const tarballs = await packForRelease(directory, address)
  for (const tarball of Object.values(tarballs)) await checkPublint(tarball)
  const published = await publish(tarballs)
  console.log(published.length === 0 ? 'Nothing to publish.' : `Published ${published.join(', ')}.`)
  // The release workflow reads the tags that this prints.
  if (published.length > 0) console.log(await run('npx', ['changeset', 'tag'], root))
}

/**
 * @param {import('./shared/report.mjs').Report} report
 * @param {string} directory
 */
async function dryRun(report, directory) {
  const address = toAddress()
  console.log(`packs the packages of ${address} …`)
  const tarballs = await packForRelease(directory, address)
  for (const [name, tarball] of Object.entries(tarballs))
    await report.check(`${name}: publint`, () => checkPublint(tarball))

  console.log('installs and starts a registry …')
  const { url, npmrc, stop } = await startRegistry(join(directory, 'registry'))
  const userconfig = join(directory, 'npmrc')
  writeFileSync(userconfig, npmrc)
  const options = ['--userconfig', userconfig, '--registry', url]
  const all = Object.keys(tarballs)
  await report.check(`publishes ${all.length} packages`, async () => {
    const published = await publish(tarballs, options)
    if (published.length !== all.length) throw new Error(`published ${published.join(', ')}`)
  })
  await report.check('publishes none of them twice', async () => {
    const published = await publish(tarballs, options)
    if (published.length > 0) throw new Error(`published ${published.join(', ')}`)
  })

  // What has no scope is not looked for in this registry, unless all is.
  const scoped = all.filter((name) => name.startsWith('@'))
  const others = all.filter((name) => !name.startsWith('@'))
  const project = createProject(join(directory, 'all'), npmrc)
  const alone = createProject(join(directory, 'alone'), npmrc)
  const add = ['install', '--no-audit', '--no-fund']
  await run('npm', [...add, ...scoped], project, userEnv, 300_000)
  await run('npm', [...add, '--registry', url, ...others], alone, userEnv, 300_000)
  for (const name of all) {
    const home = scoped.includes(name) ? project : alone
    await report.check(`${name}: where it comes from`, () => checkMetadata(home, name, address))
  }
  await checkInstalls(report, directory, npmrc)
  await checkCreate(report, directory, { url, npmrc })
  await stop()
}

/** The address of the repository, or a placeholder. */
function toAddress() {
  try {
    return readAddress()
  } catch (error) {
    console.log(`A release would fail: ${error instanceof Error ? error.message : error}`)
    return standIn
  }
}

/** Ends with one sentence. @type {(error: unknown) => never} */
function refuse(error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
