import { basename, relative } from 'node:path'
import { type Choices, frameworks } from './choices.js'
import { toCommandsOf } from './commands.js'

/** What was created, and what to do next. Lines fit 80 columns, if the folder's path does. */
export function toNextSteps({ framework, store, manager }: Choices, directory: string, name: string): string {
  const path = relative('', directory)
  const shown = path === '' ? 'the app here' : path
  const cd = path === '' ? [] : [`  cd ${quote(path.startsWith('-') ? `./${path}` : path)}`]
  const docker = '  docker compose up --build   runs two instances that share a Redis'
  return toCommandsOf(
    manager,
    [
      `Created ${shown}: ${frameworks[framework]}, with ${store === 'redis' ? 'Redis' : 'memory'}.`,
      ...(basename(directory) === name ? [] : [`Its name in package.json is ${name}.`]),
      'Next:',
      '',
      ...cd,
      '  npm install',
      '  npm run dev   then open http://127.0.0.1:3000 in a window and a private one',
      '  npm test',
      ...(store === 'redis' ? [docker] : []),
      '',
      'Settings are in .env, which git ignores. EVENTS_KEY in it is new and random.',
      ...(store === 'redis' ? ['npm run dev uses memory until you set REDIS_URL there.'] : []),
      'README.md says what each file does, and infra/ creates all of it in Azure.',
    ].join('\n'),
  )
}

/** Quotes a path for a shell: in double quotes, which Windows knows too, unless a shell would read what is in them. */
function quote(path: string): string {
  if (/^[\w@%+=:,./-]+$/.test(path)) return path
  return /["$`!]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : `"${path}"`
}
