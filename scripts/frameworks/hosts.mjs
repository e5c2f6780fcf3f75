// @ts-check

/**
 * A framework or host of docs/frameworks.md.
 *
 * @typedef {object} Host
 * @property {string} title what the page calls it
 * @property {'node' | 'node24' | 'bun' | 'deno'} runtime the program that `start` runs with
 * @property {Readonly<Record<string, string>>} dependencies versions by package, in addition to ours
 * @property {readonly string[]} [packages] packages of ours that its samples import; default: fetch
 * @property {string} [webhook] where its samples import the webhook from; default: webhook.ts. What is in a folder of
 *   the host takes the place of its samples, which stay next to it as `sample.ts`
 * @property {readonly string[]} [shared] folders here that it has in addition to its own
 * @property {readonly string[]} [build] a program of its `node_modules/.bin`, with arguments
 * @property {readonly string[]} start
 * @property {Readonly<Record<string, string>>} [copies] samples that are put in a second place
 * @property {string} [base] what the host puts in front of every path
 * @property {Readonly<Record<string, string>>} [env]
 * @property {Readonly<Record<string, string>>} [cannot] checks that cannot pass there, and why
 */

const csrf = 'its CSRF guard answers 403 to a POST without a content type, and to a PUT'
const typescript = { typescript: '6.0.3', '@types/node': '24' }
const nest = {
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
}
/** The module of the samples, and around it one that has what the conformance checks find behind the webhook. */
const nestSamples = {
  webhook: 'src/online.ts',
  shared: ['nestjs'],
  copies: { 'src/sample.module.ts': 'src/app.module.ts' },
}

/** @type {Readonly<Record<string, Host>>} */
export const hosts = {
  bun: { title: 'Bun', runtime: 'bun', dependencies: {}, start: ['server.ts'] },
  deno: {
    title: 'Deno',
    runtime: 'deno',
    dependencies: {},
    start: ['run', '--allow-all', 'server.ts'],
  },
  workers: {
    title: 'Cloudflare Workers',
    runtime: 'node',
    dependencies: { miniflare: '4.20260426.0', esbuild: '0.28.2' },
    build: [
      'esbuild',
      'worker.ts',
      '--bundle',
      '--format=esm',
      '--conditions=workerd,worker',
      '--outfile=worker.js',
    ],
    start: ['start.mjs'],
  },
  elysia: {
    title: 'Elysia',
    runtime: 'bun',
    dependencies: { elysia: '1.4.30' },
    start: ['server.ts'],
  },
  h3: {
    title: 'h3',
    runtime: 'node24',
    dependencies: { h3: '2.0.8' },
    start: ['server.ts'],
  },
  nitro: {
    title: 'Nitro 3',
    runtime: 'node24',
    dependencies: { nitro: '3.0.0' },
    build: ['nitro', 'build'],
    start: ['.output/server/index.mjs'],
  },
  nuxt: {
    title: 'Nitro 2',
    runtime: 'node24',
    dependencies: { nitropack: '2.13.6', h3: '1' },
    build: ['nitropack', 'build'],
    start: ['.output/server/index.mjs'],
  },
  next: {
    title: 'Next.js',
    runtime: 'node24',
    dependencies: { next: '16.4.6', react: '19', 'react-dom': '19', '@types/react': '19', ...typescript },
    build: ['next', 'build'],
    start: ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1'],
    copies: {
      'app/guarded/route.ts': 'app/events/route.ts',
      'app/[[...rest]]/route.ts': 'app/events/route.ts',
    },
  },
  sveltekit: {
    title: 'SvelteKit',
    runtime: 'node24',
    dependencies: {
      '@sveltejs/kit': '3.2.0',
      '@sveltejs/adapter-node': '6.0.1',
      '@sveltejs/vite-plugin-svelte': '7.3.1',
      svelte: '5.57.3',
      vite: '8.4.0',
      ...typescript,
    },
    webhook: 'src/webhook.ts',
    build: ['vite', 'build'],
    start: ['build/index.js'],
    env: { BODY_SIZE_LIMIT: '2M' },
    cannot: { 'handshake-validation-minimal': csrf, 'path-method': csrf },
  },
  astro: {
    title: 'Astro',
    runtime: 'node24',
    dependencies: { astro: '7.3.5', '@astrojs/node': '11.1.6' },
    webhook: 'src/webhook.ts',
    build: ['astro', 'build'],
    start: ['dist/server/entry.mjs'],
    cannot: { 'handshake-validation-minimal': csrf, 'path-method': csrf },
  },
  'react-router': {
    title: 'React Router',
    runtime: 'node24',
    dependencies: {
      'react-router': '8.4.0',
      '@react-router/node': '8.4.0',
      '@react-router/serve': '8.4.0',
      '@react-router/dev': '8.4.0',
      react: '19',
      'react-dom': '19',
      isbot: '5',
      vite: '8.4.0',
      ...typescript,
    },
    build: ['react-router', 'build'],
    start: ['node_modules/@react-router/serve/bin.cjs', './build/server/index.js'],
    copies: { 'app/routes/rest.ts': 'app/routes/events.ts' },
  },
  'nestjs-express': {
    title: 'NestJS on Express',
    runtime: 'node',
    packages: ['express'],
    dependencies: {
      ...nest,
      ...typescript,
      '@nestjs/platform-express': '12.5.1',
      express: '5',
      '@types/express': '5',
    },
    ...nestSamples,
    build: ['tsc'],
    start: ['dist/main.js'],
  },
  'nestjs-fastify': {
    title: 'NestJS on Fastify',
    runtime: 'node',
    packages: ['fastify'],
    dependencies: { ...nest, ...typescript, '@nestjs/platform-fastify': '12.5.0', fastify: '5' },
    ...nestSamples,
    build: ['tsc'],
    start: ['dist/main.js'],
  },
  'azure-functions': {
    title: 'Azure Functions',
    runtime: 'node',
    packages: ['azure-functions'],
    dependencies: { '@azure/functions': '4.16.5', ...typescript },
    webhook: 'src/webhook.ts',
    build: ['tsc'],
    start: ['start.mjs'],
    base: '/api',
  },
}
