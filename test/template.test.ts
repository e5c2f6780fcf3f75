import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { parse as parseHcl } from '@cdktn/hcl2json'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { root } from './support/packages.js'

// What a created app gets in addition to the sources of an example. The container is also built and run, step by step, by
// `pnpm packed`.

const template = `${root}/examples/template`
const read = (path: string) => readFileSync(`${template}/${path}`, 'utf8')
const files = execFileSync('git', ['ls-files', 'examples'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /^examples\/(?!test\/)/.test(path))
const readAll = (pattern: RegExp) =>
  files.filter((path) => pattern.test(path)).map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')])

/** The variables that the sources of the examples read. */
const variables = new Set(
  readAll(/\/(src\/.*\.ts|dev\.js)$/).flatMap(([, text = '']) =>
    [...text.matchAll(/(?:process\.env\[|\bread(?:Setting)?\()'(\w+)'[\])]/g)].map(([, name = '']) => name),
  ),
)

describe('the Dockerfile', () => {
  const text = read('Dockerfile')
  const dockerfile = DockerfileParser.parse(text)
  const images = dockerfile.getFROMs()
  const last = (keyword: string) =>
    dockerfile
      .getInstructions()
      .filter((instruction) => instruction.getKeyword() === keyword)
      .at(-1)
      ?.getArgumentsContent() ?? ''

  it('passes the linter', () => {
    expect(validate(text)).toEqual([])
  })

  it('pins the version of Node by its major', () => {
    expect(images.length).toBe(2)
    for (const image of images) expect(image.getImage()).toBe('node:24-slim')
  })

  it('needs no BuildKit, which `az acr build` does not have', () => {
    expect(text).not.toMatch(/--mount|--link|--parents|<<|^# syntax=/m)
  })

  it('runs as a user without rights, and gets the signals itself', () => {
    expect(last('USER')).toBe('node')
    expect(JSON.parse(last('CMD'))).toEqual(['node', 'dist/server.js'])
  })

  it('asks for the health without curl', () => {
    expect(JSON.parse(last('HEALTHCHECK').replace(/^CMD /, ''))[0]).toBe('node')
  })

  it('copies no secret into the image', () => {
    const ignored = read('.dockerignore').split('\n')
    for (const path of ['.env', 'node_modules', '.git']) expect(ignored).toContain(path)
  })

  it('is the only file that listens on all addresses', () => {
    const others = readAll(/^(?!.*(README\.md|\/Dockerfile)$)/)
    expect(others.length).toBeGreaterThan(20)
    expect(others.filter(([, content = '']) => content.includes('0.0.0.0'))).toEqual([])
    expect(text.match(/0\.0\.0\.0/g)?.length).toBe(2)
    expect(last('ENV')).toContain('HOST=0.0.0.0')
  })
})

it('compose.memory.yaml runs one instance, which remembers by itself', () => {
  const { services } = parseYaml(read('compose.memory.yaml'))
  expect(Object.keys(services)).toEqual(['app'])
  const { environment, ports, stop_grace_period: grace } = services.app
  expect(environment['EVENTS_KEY']).toMatch(/^\$\{EVENTS_KEY:\?.+\}$/)
  for (const name of Object.keys(environment)) expect(variables).toContain(name)
  expect(ports).toEqual(['127.0.0.1:3000:3000'])
  expect(Number.parseInt(grace, 10)).toBeGreaterThan(10)
})

describe('compose.yaml', () => {
  const { services } = parseYaml(read('compose.yaml'), { merge: true })
  const { redis, ...apps } = services

  it('runs two instances of one image, on two ports of this machine', () => {
    const ports = Object.values<{ ports: string[] }>(apps).flatMap((app) => app.ports)
    expect(ports).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:3001:3000'])
  })

  it('does not start without a key', () => {
    for (const app of Object.values<{ environment: Record<string, string> }>(apps))
      expect(app.environment['EVENTS_KEY']).toMatch(/^\$\{EVENTS_KEY:\?.+\}$/)
  })

  it('waits for a Redis that is healthy, which no other machine reaches', () => {
    expect(redis.ports).toBeUndefined()
    expect(redis.network_mode).toBeUndefined()
    expect(redis.healthcheck.test).toEqual(['CMD', 'redis-cli', 'ping'])
    expect(redis.command).toContain('noeviction')
    for (const app of Object.values<{ depends_on: object; environment: object }>(apps)) {
      expect(app.depends_on).toEqual({ redis: { condition: 'service_healthy' } })
      expect(app.environment).toMatchObject({ REDIS_URL: 'redis://redis:6379' })
    }
  })

  it('sets nothing that the app does not read', () => {
    for (const app of Object.values<{ environment: object }>(apps))
      for (const name of Object.keys(app.environment)) expect(variables).toContain(name)
  })

  it('leaves handlers longer than they may take', () => {
    for (const app of Object.values<{ stop_grace_period: string }>(apps))
      expect(Number.parseInt(app.stop_grace_period, 10)).toBeGreaterThan(10)
  })
})

it('.env.example has every variable that the app reads, and a comment for each', () => {
  expect(variables.size).toBeGreaterThan(6)
  const text = read('.env.example')
  const names = [...text.matchAll(/^#[^\n]+\n(?:# )?(\w+)=/gm)].map(([, name]) => name)
  expect(names.sort()).toEqual([...variables].filter((name) => name !== 'NODE_ENV').sort())
  // What is active must have a value, or be needed: an empty value is not an absent one.
  expect(text.match(/^\w+=.*$/gm)).toEqual(['EVENTS_KEY='])
})

it('git ignores what holds secrets', () => {
  const lines = read('.gitignore').split('\n')
  for (const path of ['.env', '*.tfstate', '*.tfvars']) expect(lines).toContain(path)
})

describe('the infrastructure', () => {
  it('is valid HCL, with what an app needs', async () => {
    const { resource, variable, terraform } = await parseHcl('main.tf', read('infra/main.tf'))
    const { azurerm_container_app: apps, azurerm_managed_redis: stores } = resource
    const { secret, template: revision, ingress } = apps.app[0]
    expect(secret.map(({ name }: { name: string }) => name)).toEqual(['events-key', 'redis-url', 'signalr'])
    expect(revision[0]).toMatchObject({ min_replicas: 2 })
    expect(ingress[0]).toMatchObject({ allow_insecure_connections: false, target_port: 3000 })
    expect(stores.app[0].default_database[0]).toMatchObject({
      client_protocol: 'Encrypted',
      eviction_policy: 'NoEviction',
    })
    expect(variable['events_key'][0].sensitive).toBe(true)
    // A validation refers to another variable.
    expect(terraform[0].required_version).toBe('>= 1.9')
  })

  it('sets the same variables in Bicep and in Terraform, all of which the app reads', () => {
    const namesIn = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map(([, name]) => name).sort()
    const terraform = namesIn(read('infra/main.tf'), /env \{\n\s+name\s+= "(\w+)"/g)
    expect(terraform.length).toBeGreaterThan(3)
    for (const name of terraform) expect(variables).toContain(name)
    expect(
      namesIn(read('infra/main.bicep'), /\n\s+name: '([A-Z]\w+|Azure\w+)'\n\s+(?:secretRef|value):/g),
    ).toEqual(terraform)
  })

  it('has brackets and quotes in pairs in Bicep', () => {
    const code = read('infra/main.bicep').replaceAll(/^\s*\/\/.*$/gm, '')
    for (const [open = '', close = ''] of ['{}', '()', '[]'])
      expect(code.split(open).length).toBe(code.split(close).length)
    for (const line of code.split('\n')) expect((line.match(/'/g) ?? []).length % 2).toBe(0)
  })

  it('names only files that are there', () => {
    const there = readdirSync(`${template}/infra`)
    for (const [, file = ''] of read('infra/README.md').matchAll(/infra\/([\w.]+)/g))
      expect(there).toContain(file)
  })
})
