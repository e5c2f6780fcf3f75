import type { Manager } from './choices.js'

/** How each package manager runs a script. `bun test` runs something else. */
const runs: Readonly<Record<Manager, string>> = {
  npm: 'npm run',
  pnpm: 'pnpm',
  yarn: 'yarn',
  bun: 'bun run',
}

/** Replaces the commands of npm in a text by those of another package manager. */
export function toCommandsOf(manager: Manager, text: string): string {
  if (manager === 'npm') return text
  return text
    .replaceAll(/\bnpm (?:run )?(build|dev|start|test)\b/g, `${runs[manager]} $1`)
    .replaceAll(/\bnpm install\b/g, `${manager} install`)
}

/**
 * Replaces what installs in a Dockerfile by what reads the lock file of another package manager. npm, which the image
 * contains, reads that of Yarn 1 too, and runs the scripts.
 */
export function toDockerfileOf(manager: Manager, text: string): string {
  if (manager === 'npm') return text
  const install = manager === 'pnpm' ? 'CI=true npx -y pnpm@10 install --frozen-lockfile' : 'npm install'
  const [only, comment] =
    manager === 'pnpm'
      ? ['--prod', '# Installs what pnpm-lock.yaml says. `pnpm install` writes that file: commit it.']
      : ['--omit=dev', '# Commit the lock file too.']
  return text
    .replaceAll(/\bnpm ci( --omit=dev)? --no-audit --no-fund/g, (_, prod = '') =>
      prod === '' ? install : `${install} ${only}`,
    )
    .replace(/^# `npm ci` .*$/m, comment)
}
